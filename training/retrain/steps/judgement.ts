import type { AskedVersion } from '../../../evaluation/gate/asked-version.js'
import { type Judgement, judgeVersions } from '../../../evaluation/gate/judge-versions.js'
import type { StartEvidence } from '../../../evaluation/gate/start-evidence.js'
import type { Latency } from '../../../evaluation/latency.js'
import { readVersionPairs } from '../../../knowledge/version/read-version.js'
import type { VersionId } from '../../../knowledge/version-id.js'
import { readMade } from '../run/read-made.js'
import { readResults } from '../run/results-file.js'
import type { RunContext } from '../run/run-context.js'
import { RUN_FILES } from '../run/run-files.js'
import { evaluate } from './evaluate.js'
import { indexVectors } from './index-vectors.js'
import { seal } from './seal.js'

/** The judgement that the steps after the evaluation use. */
export interface RunJudgement extends Judgement {
  readonly challengerId: VersionId
}

const judged = new WeakMap<RunContext, Promise<RunJudgement>>()

/** Judges by the results on disk. They do not change after the evaluation, so gate and report share one judgement. */
export function judgeRun(context: RunContext): Promise<RunJudgement> {
  const known = judged.get(context)
  if (known !== undefined) return known
  const judgement = judgeResults(context)
  judged.set(context, judgement)
  return judgement
}

async function judgeResults(context: RunContext): Promise<RunJudgement> {
  const { version: challengerId } = context.resultOf(seal)
  const asked = (await context.cases.get()).length > 0
  const { parent } = context.run
  const { challengerP50Ms, challengerP95Ms, championP50Ms, championP95Ms, first } = context.resultOf(evaluate)
  const [own, other] = [latencyOf(challengerP50Ms, challengerP95Ms), latencyOf(championP50Ms, championP95Ms)]
  const challenger = asked ? await read(context, challengerId, RUN_FILES.challenger, own) : null
  const champion = asked && parent !== null ? await read(context, parent, RUN_FILES.champion, other) : null
  const { recallAt10: indexRecall } = context.resultOf(indexVectors)
  const limits = context.installation.rules.gateLimits
  const start = first === true ? await readStart(context) : null
  return { challengerId, ...judgeVersions({ challenger, champion, indexRecall, limits, start }) }
}

/** No schema check: the run's record has the hash of the file, so this program wrote it. */
async function readStart({ files }: RunContext): Promise<StartEvidence> {
  return JSON.parse((await readMade(files, RUN_FILES.start)).toString('utf8'))
}

async function read(context: RunContext, id: VersionId, file: string, latency: Latency | null): Promise<AskedVersion> {
  const pairs = context.openedPairs.get(id) ?? (await readVersionPairs(context.installation.store, id))
  const { results } = await readResults(context.files, file)
  return { pairs, results, latency }
}

/** Null when it was not measured. */
function latencyOf(p50: number | undefined, p95: number | undefined): Latency | null {
  return p50 === undefined || p95 === undefined ? null : { p50, p95 }
}
