import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { QnaPair } from '../content/qna-pair.js'
import type { AppendLog, LogKind } from '../store/log.js'
import { normalise } from '../text/normalise.js'
import { type VersionId, versionIdSchema } from '../version-id.js'
import { MAX_KEPT_CHARS } from './kept-chars.js'
import type { Recorder } from './recorder.js'
import { redact } from './redaction/redact.js'

export const unansweredEntrySchema = z.object({
  id: z.uuid(),
  at: z.iso.datetime(),
  /** redacted, on one line, cut to MAX_KEPT_CHARS */
  question: z.string(),
  /** ISO 639 code */
  language: z.string(),
  channel: z.string(),
  version: versionIdSchema,
  /**
   * `clarification-ignored`: the citizen went on, or left, without a word about the questions that were offered; `not-helpful`: it was
   * answered, and the citizen said that the answer did not help
   */
  outcome: z.enum(['fallback', 'clarification-refused', 'clarification-ignored', 'not-helpful']),
  /** 0…1 */
  confidence: z.number(),
  /** the closest pairs, best first; `score` is the raw ranking score */
  closest: z.array(z.object({ pairId: z.string(), score: z.number() })),
  /** id of the pair whose answer did not help; null when none was shown */
  shown: z.string().nullable().default(null),
})

/** A question that was not answered, or not helpfully, as it is stored. */
export type UnansweredEntry = Readonly<z.infer<typeof unansweredEntrySchema>>

/** The log of questions that were not answered, or not helpfully. */
export const UNANSWERED: LogKind<UnansweredEntry> = { name: 'unanswered', schema: unansweredEntrySchema }

/** The entry as a turn passes it: `text` is what the citizen wrote. */
export interface UnansweredInput {
  readonly at: Date
  readonly text: string
  readonly language: string
  readonly channel: string
  readonly version: VersionId
  readonly outcome: UnansweredEntry['outcome']
  readonly confidence: number
  readonly closest: readonly { readonly pair: Pick<QnaPair, 'id'>; readonly score: number }[]
  readonly shown: string | null
}

/** Most closest pairs that are stored. */
const MAX_CLOSEST = 3

/**
 * Records unanswered questions without the personal data in them. `record` resolves once the question is on disk.
 *
 * @throws {KnowledgeError} DISK_FULL, DATA_FOLDER_BUSY; see `AppendLog`
 */
export function unansweredRecorder(log: AppendLog<UnansweredEntry>): Recorder<UnansweredInput> {
  return {
    record: ({ at, text, closest, ...known }) =>
      log.append({
        ...known,
        id: randomUUID(),
        at: at.toISOString(),
        question: keptText(text),
        closest: closest.slice(0, MAX_CLOSEST).map(({ pair, score }) => ({ pairId: pair.id, score })),
      }),
  }
}

/** Redacted before it is cut, so that no partial number remains; on one line, since it is printed on terminals. */
export function keptText(text: string): string {
  const characters = [...normalise(redact(text).text)]
  return characters.length <= MAX_KEPT_CHARS
    ? characters.join('')
    : `${characters.slice(0, MAX_KEPT_CHARS - 1).join('')}…`
}
