/** The limits of one client, one chat, and everyone together. One typed object, so that an operator sees all of them at once. */
export interface Limits {
  /** largest request body in bytes, except uploads */
  readonly bodyBytes: number
  /** largest upload to a chat in bytes */
  readonly uploadBytes: number
  /** requests of any kind per client address; beyond it: 429 */
  readonly requestsPerAddressPerMinute: number
  /** new chats per client address; beyond it: 429 */
  readonly conversationsPerAddressPerMinute: number
  /** rate of one chat; faster messages are answered a little later rather than refused */
  readonly messagesPerConversationPerMinute: number
  /** messages of one chat that may wait for their turn; beyond it: 429 */
  readonly waitingMessagesPerConversation: number
  /** open connections (sockets) per client address, WebSockets included; beyond it a new one is closed */
  readonly connectionsPerAddress: number
  /** open connections in total */
  readonly connections: number
}

/**
 * Sized for offices, libraries and mobile networks where many people share one address. A person whose page polls makes one request a
 * second and sends a few messages a minute, so 12,000 requests a minute serve about 150 people at once.
 */
export const DEFAULT_LIMITS: Limits = {
  bodyBytes: 262_144,
  uploadBytes: 1_048_576,
  requestsPerAddressPerMinute: 12_000,
  conversationsPerAddressPerMinute: 300,
  messagesPerConversationPerMinute: 600,
  waitingMessagesPerConversation: 20,
  connectionsPerAddress: 500,
  connections: 10_000,
}
