/** What one process lets its clients use. Whole numbers; times in milliseconds unless the name says otherwise. */
export interface DirectLineLimits {
  /** how long a token is accepted after it was made or refreshed */
  readonly tokenLifetimeSeconds: number
  /** how long the address of a stream may wait before it is opened */
  readonly streamTokenLifetimeSeconds: number
  /** JSON request bodies */
  readonly bodyBytes: number
  /** an upload with all its files; 0 refuses uploads */
  readonly uploadBytes: number
  /** files in one upload */
  readonly uploadFiles: number
  /** every uploaded file held at one time; the oldest make room */
  readonly heldFileBytes: number
  readonly heldFileMs: number
  /** UTF-16 code units of a message */
  readonly textChars: number
  /** UTF-16 code units of each of `value`, `channelData`, `entities` written as JSON */
  readonly extraChars: number
  /** objects and arrays within one another, the activity itself being the first */
  readonly jsonDepth: number
  /** conversations held at one time */
  readonly conversations: number
  /** a conversation without request or socket for so long is forgotten */
  readonly conversationIdleMs: number
  /** a conversation ends so long after its first token, whatever happens in it */
  readonly conversationAgeMs: number
  /** activities kept per conversation for replay; the oldest fall off */
  readonly keptActivities: number
  /** UTF-16 code units kept per conversation for replay; the oldest activities fall off */
  readonly keptChars: number
  /** UTF-16 code units kept by all conversations together; beyond it those that grow keep only their last few activities */
  readonly keptCharsInAll: number
  /** activities of one conversation that may wait for their turn */
  readonly waitingTurns: number
  /** a turn that takes longer no longer holds back the next one */
  readonly turnMs: number
  readonly sockets: number
  readonly socketsPerConversation: number
  /** bytes that may wait in one socket before its reader counts as gone */
  readonly socketBacklogBytes: number
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
  keepAliveMs: 15_000,
  sweepMs: MINUTE_MS,
  closeGraceMs: 5_000,
}
