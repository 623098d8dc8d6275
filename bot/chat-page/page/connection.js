import { State, Subject } from './subject.js'
import { watchedServices } from './watched-services.js'

/**
 * The connection states of DirectLineJS that Web Chat is told of. It is never told of an interruption, because it would drop
 * messages sent during one.
 */
const UNINITIALIZED = 0
const CONNECTING = 1
const ONLINE = 2
const ENDED = 5

const FIRST_RETRY_MS = 500
const LONGEST_RETRY_MS = 15_000
/** After this many WebSockets that never opened, the page polls: some networks block WebSockets. */
const SOCKET_TRIES = 2
const POST_TRIES = 30

/**
 * A chat connection that reconnects. Whenever the Direct Line client's socket closes or its polling ends, a new client replaces it and
 * resumes the conversation; the old one would stay silent and never poll again.
 *
 * Web Chat sees one Direct Line object.
 */
export class Connection {
  connectionStatus$ = new State(UNINITIALIZED)
  /** whether the server can be reached now; false before the first connection */
  isUp = new State(false)
  activity$ = new Subject(() => this.#open())
  #createDirectLine
  #domain
  #locale
  #session
  #onSession
  #onRefused
  #client = null
  #watermark = ''
  #socketTries = 0
  #failures = 0
  #retryTimer
  #isOver = false
  /** activities sent without a confirmation that they arrived */
  #unsent = new Set()

  /**
   * @param {object} options
   * @param {Function} options.createDirectLine Web Chat's function of that name
   * @param {string} options.domain e.g. `https://host/v3/directline`
   * @param {string} options.locale BCP 47
   * @param {import('./session.js').Session} options.session
   * @param {(session: import('./session.js').Session) => void} options.onSession a token was renewed
   * @param {() => void} options.onRefused the server no longer knows this conversation
   */
  constructor({ createDirectLine, domain, locale, session, onSession, onRefused }) {
    this.#createDirectLine = createDirectLine
    this.#domain = domain
    this.#locale = locale
    this.#session = session
    this.#onSession = onSession
    this.#onRefused = onRefused
    addEventListener('online', this.#retryNow)
    document.addEventListener('visibilitychange', this.#retryNow)
  }

  /** Web Chat reads the user's id from it. */
  get token() {
    return this.#session.token
  }

  get conversationId() {
    return this.#session.conversationId
  }

  /** `socket`, or `polling` when no socket could be opened. */
  get mode() {
    return this.#socketTries < SOCKET_TRIES ? 'socket' : 'polling'
  }

  /** The text that the citizen typed last, if it was sent without a confirmation; otherwise empty. */
  get unsentWords() {
    return [...this.#unsent].findLast(({ type, value }) => type === 'message' && value === undefined)?.text ?? ''
  }

  /** Retries until the activity has arrived: the server ignores duplicates. */
  postActivity(activity) {
    const sent = new Subject()
    this.#unsent.add(activity)
    this.#post(activity, POST_TRIES).then(
      (id) => {
        this.#unsent.delete(activity)
        sent.next(id)
        sent.complete()
      },
      (error) => sent.error(error),
    )
    return sent
  }

  end() {
    this.#isOver = true
    clearTimeout(this.#retryTimer)
    removeEventListener('online', this.#retryNow)
    document.removeEventListener('visibilitychange', this.#retryNow)
    this.#close()
    this.connectionStatus$.next(ENDED)
    // Activities that wait to be sent fail now.
    this.isUp.next(true)
  }

  #open() {
    if (this.#isOver) return
    if (this.connectionStatus$.value === UNINITIALIZED) this.connectionStatus$.next(CONNECTING)
    const { token, conversationId, started } = this.#session
    const directLine = this.#createDirectLine({
      token,
      domain: this.#domain,
      webSocket: this.mode === 'socket',
      conversationStartProperties: { locale: this.#locale },
      ...(started ? { conversationId, watermark: this.#watermark } : {}),
    })
    const client = { directLine, subscription: null }
    this.#client = client
    const ifCurrent = (act) => (value) => {
      if (this.#client === client) act(value)
    }
    watchedServices(directLine, {
      onReply: ifCurrent(() => this.#keepSession(directLine)),
      onPolled: ifCurrent(() => this.#online()),
      onRefused: ifCurrent(() => this.#refuse()),
      onLost: ifCurrent(() => this.#lost()),
      onSocketOpen: ifCurrent(() => {
        this.#socketTries = 0
        this.#online()
      }),
      onSocketClosed: ifCurrent((wasOpen) => {
        if (!wasOpen) this.#socketTries++
        this.#lost()
      }),
    })
    client.subscription = directLine.activity$.subscribe({
      next: ifCurrent((activity) => {
        this.#watermark = directLine.watermark ?? this.#watermark
        this.activity$.next(activity)
      }),
      error: ifCurrent(() => this.#lost()),
    })
  }

  #close() {
    const client = this.#client
    this.#client = null
    client?.subscription?.unsubscribe()
    client?.directLine.end()
  }

  #online() {
    this.#failures = 0
    if (this.connectionStatus$.value !== ONLINE) this.connectionStatus$.next(ONLINE)
    if (!this.isUp.value) this.isUp.next(true)
  }

  #lost() {
    this.#watermark = this.#client?.directLine.watermark ?? this.#watermark
    this.#close()
    if (this.#isOver) return
    if (this.isUp.value) this.isUp.next(false)
    const waitMs = Math.min(FIRST_RETRY_MS * 2 ** this.#failures++, LONGEST_RETRY_MS)
    clearTimeout(this.#retryTimer)
    // Random, so that not all clients reconnect at the same moment after a restart.
    this.#retryTimer = setTimeout(() => this.#open(), waitMs * (0.5 + Math.random()))
  }

  #retryNow = () => {
    if (this.#client !== null || this.#isOver || document.hidden || !this.activity$.observed) return
    clearTimeout(this.#retryTimer)
    this.#open()
  }

  #refuse() {
    this.end()
    this.#onRefused()
  }

  #keepSession(directLine) {
    if (typeof directLine.token !== 'string') return
    this.#session = { ...this.#session, token: directLine.token, started: true }
    this.#onSession(this.#session)
  }

  async #post(activity, tries) {
    await this.#untilUp()
    if (this.#isOver) throw new Error('the conversation is over')
    const outcome = await first(this.#client.directLine.postActivity(activity)).catch((error) => {
      const { status } = error ?? {}
      if (typeof status === 'number' && status >= 400 && status < 500 && status !== 429) throw error
      return 'retry'
    })
    // The client's value for "it may not have arrived".
    if (outcome !== 'retry') return outcome
    if (tries <= 1) throw new Error('the message could not be sent')
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    return this.#post(activity, tries - 1)
  }

  #untilUp() {
    if (this.isUp.value) return
    return new Promise((resolve) => {
      const subscription = this.isUp.subscribe((isUp) => {
        if (!isUp) return
        subscription.unsubscribe()
        resolve()
      })
    })
  }
}

/** The first value of an observable. */
function first(observable) {
  return new Promise((resolve, reject) => {
    observable.subscribe({ next: resolve, error: reject, complete: () => reject(new Error('nothing came')) })
  })
}
