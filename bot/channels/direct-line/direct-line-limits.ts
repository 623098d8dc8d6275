/** What clients of one process may use. Whole numbers; times in milliseconds unless the name says otherwise. */
export interface DirectLineLimits {
  /** how long a token is valid after it was issued or refreshed */
  readonly tokenLifetimeSeconds: number
  /** how long the address of a stream is valid */
  readonly streamTokenLifetimeSeconds: number
  /** JSON request bodies */
  readonly bodyBytes: number
  /** an upload with all its files; 0 refuses uploads */
  readonly uploadBytes: number
  /** files in one upload */
  readonly uploadFiles: number
  /** all uploaded files together; the oldest are dropped to make room */
  readonly heldFileBytes: number
  readonly heldFileMs: number
  /** UTF-16 code units of a message */
  readonly textChars: number
  /** UTF-16 code units of each of `value`, `channelData`, `entities` written as JSON */
  readonly extraChars: number
  /** levels of nested objects and arrays; the activity itself is the first */
  readonly jsonDepth: number
  /** conversations held at one time */
  readonly conversations: number
  /** a conversation without request or socket for this long is forgotten */
  readonly conversationIdleMs: number
  /** a conversation ends this long after its first token, even when it is in use */
  readonly conversationAgeMs: number
  /** activities kept per conversation for replay; the oldest are dropped */
  readonly keptActivities: number
  /** UTF-16 code units kept per conversation for replay; the oldest activities are dropped */
  readonly keptChars: number
  /** UTF-16 code units kept by all conversations together; beyond it a conversation that grows keeps only its last few activities */
  readonly keptCharsInAll: number
  /** activities of one conversation that may wait for their turn */
  readonly waitingTurns: number
  /** a turn that takes longer no longer delays the next one */
  readonly turnMs: number
  readonly sockets: number
  readonly socketsPerConversation: number
  /** bytes that may wait in one socket before it is closed as too slow */
  readonly socketBacklogBytes: number
  /** bytes that a client may send on one socket in a minute; a frame has at least six */
  readonly socketBytesPerMinute: number
  readonly keepAliveMs: number
  readonly sweepMs: number
  /** how long `close` waits for turns under way */
  readonly closeGraceMs: number
}

const MINUTE_MS = 60_000

export const DEFAULT_DIRECT_LINE_LIMITS: DirectLineLimits = {
  tokenLifetimeSeconds: 1_800,
  streamTokenLifetimeSeconds: 300,
  bodyBytes: 262_144,
  uploadBytes: 1_048_576,
  uploadFiles: 4,
  heldFileBytes: 33_554_432,
  heldFileMs: 10 * MINUTE_MS,
  textChars: 20_000,
  extraChars: 32_768,
  jsonDepth: 16,
  conversations: 10_000,
  conversationIdleMs: 60 * MINUTE_MS,
  conversationAgeMs: 24 * 60 * MINUTE_MS,
  keptActivities: 500,
  keptChars: 524_288,
  keptCharsInAll: 134_217_728,
  waitingTurns: 20,
  turnMs: 2 * MINUTE_MS,
  sockets: 5_000,
  socketsPerConversation: 4,
  socketBacklogBytes: 2_097_152,
  socketBytesPerMinute: 8_192,
  keepAliveMs: 15_000,
  sweepMs: MINUTE_MS,
  closeGraceMs: 5_000,
}
