import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { type ClientNetworks, networksOf, WIDE_SHARE } from './client-addresses.js'
import type { Limits } from './limits.js'

/** The open sockets of a server: limited while it runs, closed when it stops. */
export interface Connections {
  /** The number of open sockets. */
  open(): number
  readonly sockets: ReadonlySet<Socket>
  /** Closes all of them at once, including WebSockets. */
  destroyAll(): void
}

/**
 * Limits sockets per client address. A trusted proxy is exempt, because its sockets carry many clients.
 *
 * @param isTrustedProxy by peer address
 */
export function boundConnections(
  server: Server,
  limits: Limits,
  isTrustedProxy: (address: string | undefined) => boolean,
): Connections {
  const sockets = new Set<Socket>()
  const perNetwork = new Map<string, number>()
  const count = (network: string, change: 1 | -1) => {
    const left = (perNetwork.get(network) ?? 0) + change
    if (left === 0) perNetwork.delete(network)
    else perNetwork.set(network, left)
  }
  const hasRoom = ({ near, wide }: ClientNetworks) =>
    (perNetwork.get(near) ?? 0) < limits.connectionsPerAddress &&
    (wide === null || (perNetwork.get(wide) ?? 0) < limits.connectionsPerAddress * WIDE_SHARE)
  server.maxConnections = limits.connections
  server.on('connection', (socket) => {
    const from = networksOf(socket.remoteAddress ?? '')
    if (!hasRoom(from) && !isTrustedProxy(socket.remoteAddress)) {
      socket.destroy()
      return
    }
    const networks = from.wide === null ? [from.near] : [from.near, from.wide]
    sockets.add(socket)
    for (const network of networks) count(network, 1)
    socket.once('close', () => {
      sockets.delete(socket)
      for (const network of networks) count(network, -1)
    })
  })
  return {
    sockets,
    open: () => sockets.size,
    destroyAll() {
      for (const socket of sockets) socket.destroy()
    },
  }
}
