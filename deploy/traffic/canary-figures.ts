import { type Arms, countArms, NO_TURNS } from '../../evaluation/canary.js'
import { DEFAULT_SEQUENTIAL_LIMITS, type SequentialVerdict, sequentialVerdict } from '../../evaluation/sequential.js'
import type { KnowledgeError } from '../../knowledge/errors.js'
import type { TrafficPlan } from '../../knowledge/traffic/plan.js'
import type { DataFolder } from '../../knowledge/version/data-folder.js'
import { readFeedback, readTurns } from '../records.js'

/** The turns of either side of the canary that runs or ran last, from the log; none where the last trial was no canary. */
export async function canaryFigures(
  folder: Pick<DataFolder, 'turnsFolder' | 'feedbackFolder'>,
  { trial, champion, challenger, since, ended }: TrafficPlan,
  onDamaged: (damage: KnowledgeError) => void,
): Promise<{ readonly arms: Arms; readonly verdict: SequentialVerdict }> {
  if (trial !== 'canary' || champion === null || challenger === null || since === null) return judged(NO_TURNS)
  const began = new Date(since)
  const end = ended?.at ?? null
  const turns = until(readTurns(folder, onDamaged, began), end)
  const votes = until(readFeedback(folder, onDamaged, began), end)
  return judged(await countArms(turns, votes, { champion, challenger, since: began }))
}

function judged(arms: Arms) {
  return { arms, verdict: sequentialVerdict(arms.champion, arms.challenger, DEFAULT_SEQUENTIAL_LIMITS) }
}

async function* until<T extends { readonly at: string }>(log: AsyncIterable<T>, end: string | null): AsyncIterable<T> {
  for await (const entry of log) if (end === null || entry.at <= end) yield entry
}
