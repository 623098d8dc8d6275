const MESSAGE = 'message-language'
const OFFERS = '.webchat__suggested-actions__flow-box'
const SPOKEN = '.webchat__live-region-activity'

/**
 * Sets the language of each bot message for screen readers: a chat may be in another language than its page. To Web Chat the text of
 * a message is an attachment too.
 */
export const withLanguage = () => (next) => (card) => {
  const { from, locale } = card.activity
  const element = next(card)
  return from.role === 'bot' && element ? within(element, locale ?? document.documentElement.lang) : element
}

/** Web Chat does not export its React, so the wrapper is a changed copy of the element that it wraps. */
function within(element, lang) {
  return { ...element, type: 'div', key: null, ref: null, props: { className: MESSAGE, lang, children: element } }
}

/**
 * The same for the buttons under the last message and for the text that screen readers announce: Web Chat has no middleware for them.
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
  // The first part, "Bot said", is in the page's language.
  const [, ...parts] = spoken.children
  const text = parts[0]?.textContent ?? ''
  setLanguage(
    parts,
    messages.find((message) => beginsAs(text, message)),
  )
}

/** Only the beginning is compared: further on the announced text also names the icon beside a link. */
function beginsAs(text, message) {
  const words = document.createTreeWalker(message, NodeFilter.SHOW_TEXT).nextNode()?.textContent
  return Boolean(words) && text.startsWith(words)
}

function setLanguage(elements, message) {
  if (message !== undefined) for (const element of elements) element.lang = message.lang
}
