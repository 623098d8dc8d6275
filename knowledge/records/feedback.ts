import { z } from 'zod'
import type { AppendLog, LogKind } from '../store/log.js'
import { type VersionId, versionIdSchema } from '../version-id.js'
import type { Recorder } from './recorder.js'

export const feedbackEntrySchema = z.object({
  /** of the turn that gave the answer */
  receipt: z.string(),
  at: z.iso.datetime(),
  /** when the answer was given */
  answeredAt: z.iso.datetime(),
  channel: z.string(),
  /** ISO 639 code */
  language: z.string(),
  version: versionIdSchema,
  /** the pair whose answer was rated */
  pairId: z.string(),
  helpful: z.boolean(),
})

/** A vote on whether an answer helped, as it is stored: without any of the citizen's words. */
export type FeedbackEntry = Readonly<z.infer<typeof feedbackEntrySchema>>

/** The log of votes on answers. */
export const FEEDBACK: LogKind<FeedbackEntry> = { name: 'feedback', schema: feedbackEntrySchema }

/** The vote as a turn passes it. */
export interface FeedbackInput {
  /** of the turn that gave the answer */
  readonly receipt: string
  readonly at: Date
  readonly answeredAt: Date
  readonly channel: string
  readonly language: string
  readonly version: VersionId
  readonly pairId: string
  readonly helpful: boolean
}

/**
 * Records votes on answers. `record` resolves once the vote is on disk.
 *
 * @throws {KnowledgeError} DISK_FULL, DATA_FOLDER_BUSY; see `AppendLog`
 */
export function feedbackRecorder(log: AppendLog<FeedbackEntry>): Recorder<FeedbackInput> {
  return {
    record: ({ receipt, at, answeredAt, channel, language, version, pairId, helpful }) =>
      log.append({
        receipt,
        at: at.toISOString(),
        answeredAt: answeredAt.toISOString(),
        channel,
        language,
        version,
        pairId,
        helpful,
      }),
  }
}

/**
 * Whether each answer helped, by receipt. The last vote on an answer counts.
 *
 * @param votes oldest first
 */
export async function lastVotes(votes: AsyncIterable<FeedbackEntry>): Promise<ReadonlyMap<string, boolean>> {
  const helpful = new Map<string, boolean>()
  for await (const vote of votes) helpful.set(vote.receipt, vote.helpful)
  return helpful
}
