/** Longest silence of a socket: the server sends at least an empty frame every 15 seconds. */
const SILENCE_MS = 45_000
/** Timeout for opening a socket: some network devices neither open nor refuse it. */
const OPENING_MS = 8_000

/**
 * Tells the page what happens to a Direct Line client's requests and sockets, which the client itself does not report. It wraps the
 * client's `services`, through which the client reaches the network.
 *
 * @param {any} directLine a DirectLineJS object that has not been used yet
 * @param {object} watch
 * @param {() => void} watch.onReply any call succeeded
 * @param {() => void} watch.onPolled a call for new activities succeeded
 * @param {() => void} watch.onRefused the token or the conversation is not accepted
 * @param {() => void} watch.onLost the server cannot be reached, or cannot serve now
 * @param {() => void} watch.onSocketOpen
 * @param {(wasOpen: boolean) => void} watch.onSocketClosed
 */
export function watchedServices(directLine, watch) {
  const { services } = directLine
  const { ajax, WebSocket: Socket } = services
  services.ajax = (request) => {
    const isPost = /\/(activities|upload)\b/.test(request.url) && request.method === 'POST'
    return ajax(request).do(
      () => {
        // Only after the client has processed the reply.
        setTimeout(watch.onReply)
        if (!isPost && /\/activities\b/.test(request.url)) watch.onPolled()
      },
      ({ status }) => {
        if (status === 401 || status === 403 || status === 404) watch.onRefused()
        // A failed message is retried; its failure says nothing about the stream.
        else if (!isPost) watch.onLost()
      },
    )
  }
  services.WebSocket = class extends Socket {
    constructor(address) {
      super(address)
      let wasOpen = false
      let timer
      let isClosed = false
      const closed = () => {
        clearTimeout(timer)
        if (!isClosed) watch.onSocketClosed(wasOpen)
        isClosed = true
      }
      const expect = (ms) => {
        clearTimeout(timer)
        timer = setTimeout(() => {
          this.close()
          closed()
        }, ms)
      }
      expect(OPENING_MS)
      this.addEventListener('open', () => {
        wasOpen = true
        expect(SILENCE_MS)
        watch.onSocketOpen()
      })
      this.addEventListener('message', () => expect(SILENCE_MS))
      this.addEventListener('close', closed)
      this.addEventListener('error', closed)
    }
  }
}
