import type { Assistants, FeedbackRecorder, TurnRecorder } from '../../bot/ports.js'
import { createTrialMetrics, type TrialMetrics } from '../../bot/trial-metrics.js'
import { CONVERSATION_BOUNDS } from '../../bot/turn/public-bot.js'
import type { KnowledgeError } from '../../knowledge/errors.js'
import type { Clock, Logger } from '../../knowledge/ports.js'
import type { Store } from '../../knowledge/store/store.js'
import { startTraffic } from '../../knowledge/traffic/traffic.js'
import type { SnapshotParts } from '../../knowledge/version/open-snapshot.js'
import type { Serving } from '../../knowledge/version/serving.js'
import { type LoadedVersion, loadVersion } from '../../training/loaded-version.js'
import { type Records, readFeedback, readTurns } from '../../training/records.js'
import { openTrafficPlan } from '../../training/release/documents.js'
import { watchDrift } from '../../training/release/drift-watch.js'
import { startShadow } from '../../training/release/shadow.js'
import { watchTrials } from '../../training/release/trial-watch.js'
import { driftParts } from '../installation/drift-parts.js'
import type { Config } from '../settings/config.js'
import { createAssistants } from './assistant.js'

export interface TrialsOptions {
  readonly config: Config
  readonly store: Store
  readonly clock: Clock
  readonly logger: Logger
  readonly serving: Serving<LoadedVersion>
  readonly parts: SnapshotParts
  readonly records: Pick<Records, 'shadow'>
}

/** The versions on trial beside the champion, and the watch over citizens' questions. */
export interface Trials {
  readonly assistants: Assistants
  readonly metrics: TrialMetrics
  /** A recorder that counts a canary's turns on their way to the disk. */
  countTurns(recorder: TurnRecorder): TurnRecorder
  /** The same for votes on a canary's answers. */
  countFeedback(recorder: FeedbackRecorder): FeedbackRecorder
  stop(): Promise<void>
}

export async function startTrials(options: TrialsOptions): Promise<Trials> {
  const { store, clock, logger, serving, parts, records, config } = options
  const metrics = createTrialMetrics()
  const document = openTrafficPlan(store)
  const open = (id: LoadedVersion['id']) => loadVersion(store, id, parts)
  const close = (version: LoadedVersion) => version.close()
  const onDamaged = ({ code, message }: KnowledgeError) => logger.warn({ code }, message)
  const turnsSince = (since: Date) => readTurns(store, onDamaged, since)
  const votesSince = (since: Date) => readFeedback(store, onDamaged, since)
  const traffic = await startTraffic<LoadedVersion>({
    ...CONVERSATION_BOUNDS,
    serving,
    plan: document,
    open,
    close,
    clock,
    logger,
  })
  const shadow = startShadow({ traffic, log: records.shadow, clock, logger, onEntry: metrics.shadowCompared })
  const watch = await watchTrials({
    store,
    document,
    clock,
    traffic,
    turnsSince,
    votesSince,
    logger,
    onTurn: metrics.canaryTurn,
    onVote: metrics.canaryVote,
  })
  const drift = driftParts({ config, store, clock, logger, onDamaged })
  const stopDrift = watchDrift({
    ...drift,
    // The champion is loaded already.
    withSearcher: (id, work) =>
      serving.use((version) => (version.id === id ? work(version.searcher) : drift.withSearcher(id, work))),
    logger,
    metrics,
  })
  return {
    assistants: createAssistants(traffic, shadow.offer),
    metrics,
    countTurns: watch.countTurns,
    countFeedback: watch.countFeedback,
    async stop() {
      await stopDrift()
      await watch.stop()
      await shadow.stop()
      await traffic.stop()
    },
  }
}
