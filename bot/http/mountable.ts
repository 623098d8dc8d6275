import type { Server } from 'restify'

/** Something with routes of its own: a channel, the chat page. It reads its own request bodies. */
export interface Mountable {
  /** Adds the routes, each with the limits that it wants beside those of every request: see `limitedRoute`. */
  mount(server: Server): void
  /** Finishes the turns under way and lets its clients go. Called once no new request can come. */
  close?(): Promise<void>
}
