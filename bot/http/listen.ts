import type { AddressInfo } from 'node:net'
import type { Server } from 'restify'
import { KnowledgeError } from '../../knowledge/errors.js'

/**
 * @returns the address it can be reached at on this machine, e.g. `http://127.0.0.1:3978`
 * @throws KnowledgeError PORT_IN_USE, or BAD_CONFIG when the address cannot be listened on
 */
export async function listen(server: Server, port: number, host: string): Promise<string> {
  const { server: http } = server
  await new Promise<void>((resolve, reject) => {
    const failed = (cause: NodeJS.ErrnoException) => reject(listenError(cause, port, host))
    http.once('error', failed)
    http.listen(port, host, () => {
      http.off('error', failed)
      resolve()
    })
  })
  return addressUrl(http.address() as AddressInfo)
}

function listenError(cause: NodeJS.ErrnoException, port: number, host: string): Error {
  switch (cause.code) {
    case 'EADDRINUSE':
      return new KnowledgeError(
        'PORT_IN_USE',
        `port ${port} on ${host} is taken by another program`,
        `stop that program, or choose another port, e.g.: PORT=${port + 1} npm start`,
        { cause },
      )
    case 'EACCES':
      return new KnowledgeError(
        'BAD_CONFIG',
        `this user may not listen on port ${port}`,
        'set PORT to 1024 or more and put a proxy in front',
        { cause },
      )
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new KnowledgeError(
        'BAD_CONFIG',
        `${host} is not an address of this machine`,
        'set HOST to 127.0.0.1, to 0.0.0.0, or to one of its addresses',
        { cause },
      )
    default:
      return cause
  }
}

function addressUrl({ address, family, port }: AddressInfo): string {
  const reachable = address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address
  return `http://${family === 'IPv6' ? `[${reachable}]` : reachable}:${port}`
}
