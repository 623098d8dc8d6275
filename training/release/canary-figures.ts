import { type Arms, countArms, NO_TURNS } from '../../evaluation/canary-arms.js'
import {
  DEFAULT_SEQUENTIAL_LIMITS,
  type SequentialVerdict,
  sequentialVerdict,
} from '../../evaluation/statistics/sequential-verdict.js'
import type { KnowledgeError } from '../../knowledge/errors.js'
import type { Store } from '../../knowledge/store/store.js'
import type { TrafficPlan } from '../../knowledge/traffic/plan.js'
import { readFeedback, readTurns } from '../records.js'

/** The turns on both sides of the current or last canary, from the log; none when the last trial was not a canary. */
export async function canaryFigures(
  store: Store,
  plan: TrafficPlan,
  onDamaged: (damage: KnowledgeError) => void,
): Promise<{ readonly arms: Arms; readonly verdict: SequentialVerdict }> {
  const arms = plan.trial === 'canary' ? await trialArms(store, plan, onDamaged) : NO_TURNS
  return { arms, verdict: sequentialVerdict(arms.champion, arms.challenger, DEFAULT_SEQUENTIAL_LIMITS) }
}

/** The citizens' turns during the current or last trial; a shadow challenger has none. */
export async function trialArms(
  store: Store,
  { champion, challenger, since, ended }: TrafficPlan,
  onDamaged: (damage: KnowledgeError) => void,
): Promise<Arms> {
  if (champion === null || challenger === null || since === null) return NO_TURNS
  const began = new Date(since)
  const end = ended?.at ?? null
  const turns = until(readTurns(store, onDamaged, began), end)
  const votes = until(readFeedback(store, onDamaged, began), end)
  return countArms(turns, votes, { champion, challenger, since: began })
}

async function* until<T extends { readonly at: string }>(log: AsyncIterable<T>, end: string | null): AsyncIterable<T> {
  for await (const entry of log) if (end === null || entry.at <= end) yield entry
}
