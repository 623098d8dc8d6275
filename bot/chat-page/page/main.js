import { Connection } from './connection.js'
import { watchLanguages, withLanguage } from './message-language.js'
import { stopSecondPresses } from './second-press.js'
import { obtainSession, savedSession, saveSession } from './session.js'
import { styleOptions } from './style-options.js'

const UP = { level: 'success', message: 'connected' }
const DOWN = { level: 'info', message: 'reconnecting' }
const LOCALES = { es: 'es-ES', en: 'en-US' }

const chat = document.getElementById('chat')
const notice = document.getElementById('notice')
const status = document.getElementById('status')
const personButton = document.getElementById('person')
const language = document.documentElement.lang
const locale = LOCALES[language] ?? language
const { nonce } = document.querySelector('link[rel=stylesheet]')

/** On a small screen the notice is folded after the first message; its title stays and opens it again. */
const foldNoticeOnFirstMessage = () => (next) => (action) => {
  if (action.type === 'DIRECT_LINE/POST_ACTIVITY' && matchMedia('(width < 40rem)').matches) notice.open = false
  return next(action)
}

/** Web Chat's store of the open chat. */
let store = null

personButton.addEventListener('click', () => {
  const text = chat.dataset.personMessage
  store?.dispatch({
    type: 'WEB_CHAT/SEND_MESSAGE_BACK',
    payload: { displayText: text, text, value: { ventanilla: { handoff: true, language } } },
  })
})

stopSecondPresses(chat)
watchLanguages(chat)
status.textContent = chat.dataset.starting
if (await webChatLoads()) await openChat(savedSession())
else status.textContent = chat.dataset.failed

async function openChat(saved) {
  const { WebChat } = window
  const session = await sessionWhenPossible(saved)
  saveSession(session)
  const connection = new Connection({
    createDirectLine: WebChat.createDirectLine,
    domain: new URL('v3/directline', document.baseURI).href,
    locale,
    session,
    onSession: saveSession,
    onRefused: () => renewChat(connection.unsentWords),
  })
  store = WebChat.createStore({}, foldNoticeOnFirstMessage)
  const place = document.createElement('div')
  chat.replaceChildren(place)
  WebChat.renderWebChat(
    {
      directLine: connection,
      locale,
      nonce,
      store,
      styleOptions,
      attachmentMiddleware: withLanguage,
      overrideLocalizedStrings: (strings) => ({ ...strings, TEXT_INPUT_PLACEHOLDER: chat.dataset.placeholder }),
    },
    place,
  )
  connection.isUp.subscribe((isUp) => {
    chat.dataset.mode = connection.mode
    if (isUp) personButton.hidden = false
    if (!personButton.hidden) notify(isUp)
  })
}

/** Shows Web Chat's own notification of the connection, which screen readers read out too. */
function notify(isUp) {
  store.dispatch({
    type: 'WEB_CHAT/SET_NOTIFICATION',
    payload: { id: 'connectivitystatus', ...(isUp ? UP : DOWN) },
  })
}

/** Web Chat is large: this file runs before it has loaded. */
async function webChatLoads() {
  if (window.WebChat) return true
  return new Promise((resolve) => {
    const script = document.getElementById('web-chat')
    script.addEventListener('load', () => resolve(true))
    script.addEventListener('error', () => resolve(false))
  })
}

/** The server no longer knows this conversation: opens a new one and keeps the draft or the text that has not arrived. */
async function renewChat(unsentWords) {
  const draft = store.getState().sendBoxValue || unsentWords
  await openChat(null)
  if (draft) store.dispatch({ type: 'WEB_CHAT/SET_SEND_BOX', payload: { text: draft } })
  status.textContent = chat.dataset.renewed
}

async function sessionWhenPossible(saved) {
  for (let waitMs = 1_000; ; waitMs = Math.min(waitMs * 2, 15_000)) {
    try {
      const session = await obtainSession(saved, locale)
      status.textContent = ''
      return session
    } catch (error) {
      status.textContent = chat.dataset.waiting
      await new Promise((resolve) => setTimeout(resolve, Math.max(waitMs, error.retryAfterMs ?? 0)))
    }
  }
}
