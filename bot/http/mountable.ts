import type { Server } from 'restify'

/** Something with routes of its own: a channel, the chat page. It reads its own request bodies. */
export interface Mountable {
  /** Adds the routes. A route may set limits of its own beside those of every request: see `limitedRoute`. */
  mount(server: Server): void
  /** Finishes the turns under way and disconnects its clients. Called when no new request can arrive. */
  close?(): Promise<void>
}
