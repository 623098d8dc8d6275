const MESSAGE = 'message-language'
const OFFERS = '.webchat__suggested-actions__flow-box'
const SPOKEN = '.webchat__live-region-activity'

/**
 * Says in what language the bot's words are, so that they are read out as such: a chat may be in another language than its
 * page. For Web Chat, the text of a message is an attachment to it as well.
 */
export const withLanguage = () => (next) => (card) => {
  const { from, locale } = card.activity
  const element = next(card)
  return from.role === 'bot' && element ? within(element, locale ?? document.documentElement.lang) : element
}

/** Web Chat keeps its React to itself, so this takes the shape of an element from the one it goes round. */
function within(element, lang) {
  return { ...element, type: 'div', key: null, ref: null, props: { className: MESSAGE, lang, children: element } }
}

/**
 * The same for the buttons under the last message and for what is read out as it comes: Web Chat has no middleware there.
 *
 * @param {HTMLElement} chat
 */
export function watchLanguages(chat) {
  new MutationObserver(() => {
    const messages = [...chat.getElementsByClassName(MESSAGE)].reverse()
    for (const offers of chat.querySelectorAll(OFFERS)) setLanguage([offers], messages[0])
    for (const spoken of chat.querySelectorAll(SPOKEN)) markSpoken(spoken, messages)
  }).observe(chat, { childList: true, subtree: true })
}

/** @param messages latest first */
function markSpoken(spoken, messages) {
  // "Bot said" goes before, in the page's language.
  const [, ...parts] = spoken.children
  const text = parts[0]?.textContent ?? ''
  setLanguage(
    parts,
    messages.find((message) => beginsAs(text, message)),
  )
}

/** What is read out differs further on: it names the picture beside a link. */
function beginsAs(text, message) {
  const words = document.createTreeWalker(message, NodeFilter.SHOW_TEXT).nextNode()?.textContent
  return Boolean(words) && text.startsWith(words)
}

function setLanguage(elements, message) {
  if (message !== undefined) for (const element of elements) element.lang = message.lang
}
