import type { Assistants, FeedbackRecorder, TurnRecorder } from '../../bot/ports.js'
import { createTrialMetrics, type TrialMetrics } from '../../bot/trial-metrics.js'
import { CONVERSATION_BOUNDS } from '../../bot/turn/public-bot.js'
import { named } from '../../knowledge/person.js'
import { startTraffic } from '../../knowledge/traffic/traffic.js'
import type { Serving } from '../../knowledge/version/serving.js'
import type { Installation } from '../../training/installation.js'
import { type LoadedVersion, loadVersion } from '../../training/loaded-version.js'
import type { Records } from '../../training/records.js'
import { openTrafficPlan } from '../../training/release/documents.js'
import { withLoaded } from '../../training/release/drift-check.js'
import { watchDrift } from '../../training/release/drift-watch.js'
import { startShadow } from '../../training/release/shadow.js'
import { watchTrials } from '../../training/release/trial-watch.js'
import { createAssistants } from './assistant.js'

/** This process in the records of the trials that it ends. Earlier releases stored the same. */
const SERVER = named('ventanilla serve')

/** The versions on trial beside the champion, and the drift watch over citizens' questions. */
export interface Trials {
  readonly assistants: Assistants
  readonly metrics: TrialMetrics
  /** Wraps a turn recorder: counts the turns of a canary. */
  countTurns(recorder: TurnRecorder): TurnRecorder
  /** Wraps a recorder of votes: counts the votes on a canary's answers. */
  countFeedback(recorder: FeedbackRecorder): FeedbackRecorder
  stop(): Promise<void>
}

export async function startTrials(
  installation: Installation,
  serving: Serving<LoadedVersion>,
  records: Pick<Records, 'shadow'>,
): Promise<Trials> {
  const { store, clock, logger, opening } = installation
  const metrics = createTrialMetrics()
  const open = (id: LoadedVersion['id']) => loadVersion(store, id, opening)
  const close = (version: LoadedVersion) => version.close()
  const traffic = await startTraffic<LoadedVersion>({
    ...CONVERSATION_BOUNDS,
    serving,
    plan: openTrafficPlan(store),
    open,
    close,
    clock,
    logger,
  })
  const shadow = startShadow({ traffic, log: records.shadow, clock, logger, onEntry: metrics.shadowCompared })
  const watch = await watchTrials(installation, {
    by: SERVER,
    traffic,
    onTurn: metrics.canaryTurn,
    onVote: metrics.canaryVote,
  })
  const stopDrift = watchDrift(installation, {
    // The champion is already loaded; another version is needed only when the champion has just changed.
    withSearcher: (id, work) =>
      serving.use((version) => (version.id === id ? work(version.searcher) : withLoaded(installation, id, work))),
    onChecked: metrics.driftChecked,
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
