/**
 * A failure that was foreseen: what was found, what was wanted, what to do next.
 *
 * `code` is stable and meant for programs; `message` and `hint` are for people; `cause` keeps the underlying error.
 * Anything thrown that is not a KnowledgeError is a defect.
 */
export class KnowledgeError extends Error {
  override readonly name: string = 'KnowledgeError'

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly hint: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options)
  }
}

/** Every code a foreseen failure can carry. Codes are never renamed: operators' scripts match on them. */
export type ErrorCode =
  | 'BAD_INPUT'
  | 'BAD_CONFIG'
  | 'IMPORT_UNREADABLE'
  | 'IMPORT_INVALID'
  | 'DATA_FOLDER_NEWER'
  | 'DATA_FOLDER_UNUSABLE'
  | 'DATA_FOLDER_BUSY'
  | 'VERSION_UNKNOWN'
  | 'VERSION_DAMAGED'
  | 'VERSION_EXISTS'
  | 'NO_CHAMPION'
  | 'EMPTY_KNOWLEDGE_BASE'
  | 'EMBEDDER_UNKNOWN'
  | 'EMBEDDER_MISMATCH'
  | 'EMBEDDER_UNLOADABLE'
  | 'DIMENSION_MISMATCH'
  | 'TRAINING_DIVERGED'
  | 'INDEX_DAMAGED'
  | 'EMPTY_EVALUATION'
  | 'GOLDEN_CONTRADICTION'
  | 'DOCUMENT_DAMAGED'
  | 'LOG_DAMAGED'
  | 'DISK_FULL'
  | 'PORT_IN_USE'
  | 'CONVERSATION_UNKNOWN'
  | 'CHANNEL_UNREACHABLE'
  | 'QUEUE_UNAVAILABLE'
  | 'JOB_STALLED'
  | 'GATE_HELD'
  | 'NOT_JUDGED'
  | 'FOUR_EYES'
  | 'CHAMPION_MOVED'
  | 'NOTHING_TO_RESUME'
  | 'CURATION_UNKNOWN'
  | 'CURATION_REFUSED'
  | 'CURATION_CONFLICT'

/** The failure's code when it was foreseen, otherwise null. */
export function errorCode(error: unknown): ErrorCode | null {
  return error instanceof KnowledgeError ? error.code : null
}
