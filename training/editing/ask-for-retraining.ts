import { KnowledgeError } from '../../knowledge/errors.js'
import type { Installation } from '../installation.js'
import { onCurationApproved } from '../queue/triggers.js'
import { withQueue } from '../queue/with-queue.js'

/** Whether an approval led to a request for retraining. `approved`: number of drafts approved since the last retraining began. */
export type AskedForRetraining =
  | { readonly kind: 'too-few'; readonly approved: number }
  | { readonly kind: 'asked'; readonly approved: number; readonly job: string }
  /** the approval stands; the next approval asks again */
  | { readonly kind: 'failed'; readonly approved: number; readonly error: KnowledgeError }

/** Asks for a retraining once enough drafts have been approved (`retrainAfterApprovals`). */
export async function askForRetraining(
  { rules, openQueue }: Pick<Installation, 'rules' | 'openQueue'>,
  approved: number,
): Promise<AskedForRetraining> {
  const { retrainAfterApprovals: threshold } = rules
  if (threshold === 0 || approved < threshold) return { kind: 'too-few', approved }
  try {
    const submitted = await withQueue(openQueue, (queue) => onCurationApproved(queue, approved, threshold))
    return submitted === null ? { kind: 'too-few', approved } : { kind: 'asked', approved, job: submitted.job.id }
  } catch (error) {
    if (error instanceof KnowledgeError) return { kind: 'failed', approved, error }
    throw error
  }
}
