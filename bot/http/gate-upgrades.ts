import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type Problem, refuseSocket } from './problem.js'

/**
 * Runs `admit` before every listener for WebSocket upgrades. Call it after all of them are registered.
 *
 * @param admit resolves null to let the upgrade through
 */
export function gateUpgrades(server: Server, admit: (request: IncomingMessage) => Promise<Problem | null>): void {
  type Listener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  const listeners = server.listeners('upgrade') as Listener[]
  server.removeAllListeners('upgrade')
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    admit(request).then(
      (problem) => {
        if (problem !== null) refuseSocket(socket, problem)
        else if (!socket.destroyed) for (const listener of listeners) listener.call(server, request, socket, head)
      },
      () => socket.destroy(),
    )
  })
}
