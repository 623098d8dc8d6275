import { connect, type Socket } from 'node:net'

export interface RawAnswer {
  /** everything that came back, as Latin-1 */
  readonly text: string
  /** of the first reply; null when there was none */
  readonly status: number | null
  /** what ended it: the server closed, it reset the connection, or nothing more came */
  readonly end: 'closed' | 'reset' | 'silence'
}

/**
 * Sends exactly these bytes, and reads until the server closes or says nothing more.
 *
 * @param quietMs how long a silence ends the reading
 */
export function rawAnswer(serverUrl: string, bytes: string | Buffer, quietMs = 300): Promise<RawAnswer> {
  return new Promise((resolve) => {
    let text = ''
    const socket = rawSocket(serverUrl)
    const finish = (end: RawAnswer['end']) => {
      socket.destroy()
      const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1]
      resolve({ text, status: status === undefined ? null : Number(status), end })
    }
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
    })
    socket.setTimeout(quietMs, () => finish('silence'))
    socket.on('error', () => finish('reset'))
    socket.on('close', () => finish('closed'))
    socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes)
  })
}

export function rawSocket(serverUrl: string): Socket {
  const socket = connect(Number(new URL(serverUrl).port), '127.0.0.1')
  socket.on('error', () => {})
  return socket
}
