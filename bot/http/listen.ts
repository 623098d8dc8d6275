import type { AddressInfo } from 'node:net'
import type { Server } from 'restify'
import { KnowledgeError } from '../../knowledge/errors.js'

/**
 * Starts listening.
 *
 * @returns the address at which this machine reaches the server, e.g. `http://127.0.0.1:3978`
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
      return new KnowledgeError('PORT_IN_USE', { port, host }, { do: 'free-port', port: port + 1 }, { cause })
    case 'EACCES':
      return new KnowledgeError('BAD_CONFIG', { what: 'port-reserved', port }, { do: 'set-higher-port' }, { cause })
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new KnowledgeError('BAD_CONFIG', { what: 'foreign-host', host }, { do: 'set-host' }, { cause })
    default:
      return cause
  }
}

function addressUrl({ address, family, port }: AddressInfo): string {
  const reachable = address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address
  return `http://${family === 'IPv6' ? `[${reachable}]` : reachable}:${port}`
}
