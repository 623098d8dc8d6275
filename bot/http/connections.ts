import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { addressGroup } from './client-addresses.js'
import type { Limits } from './limits.js'

/** The open sockets of a server: limited while it runs, closed when it stops. */
export interface Connections {
  /** The number of open sockets. */
  open(): number
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
  const perAddress = new Map<string, number>()
  server.maxConnections = limits.connections
  server.on('connection', (socket) => {
    const address = addressGroup(socket.remoteAddress ?? '')
    const count = (perAddress.get(address) ?? 0) + 1
    if (count > limits.connectionsPerAddress && !isTrustedProxy(socket.remoteAddress)) {
      socket.destroy()
      return
    }
    sockets.add(socket)
    perAddress.set(address, count)
    socket.once('close', () => {
      sockets.delete(socket)
      const left = (perAddress.get(address) ?? 1) - 1
      if (left === 0) perAddress.delete(address)
      else perAddress.set(address, left)
    })
  })
  return {
    open: () => sockets.size,
    destroyAll() {
      for (const socket of sockets) socket.destroy()
    },
  }
}
