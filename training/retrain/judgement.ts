import { type AskedVersion, type Judgement, judgeVersions } from '../../evaluation/gate/judge-versions.js'
import type { Latency } from '../../evaluation/latency.js'
import type { QnaPair } from '../../knowledge/content/qna-pair.js'
import { readManifest, readVersionFile } from '../../knowledge/version/read-version.js'
import { decodePairsInTurns, VERSION_FILES } from '../../knowledge/version/version-files.js'
import { type VersionId, versionIdSchema } from '../../knowledge/version-id.js'
import { readResults } from './results-file.js'
import { RUN_FILES, textFact, type Work } from './work.js'

/** What the steps after the evaluation look at. */
export interface RunJudgement extends Judgement {
  readonly challengerId: VersionId
}

const judged = new WeakMap<Work, Promise<RunJudgement>>()

/** Judges by the results on the disk, which stay the same after the evaluation: gate and report need it once. */
export function judgeRun(work: Work): Promise<RunJudgement> {
  const known = judged.get(work)
  if (known !== undefined) return known
  const judgement = judgeResults(work)
  judged.set(work, judgement)
  return judgement
}

async function judgeResults(work: Work): Promise<RunJudgement> {
  const challengerId = versionIdSchema.parse(textFact(work, 'seal', 'version'))
  const asked = (await work.cases.get()).length > 0
  const { parent } = work.run
  const challenger = asked ? await read(work, challengerId, RUN_FILES.challenger, 'challenger') : null
  const champion = asked && parent !== null ? await read(work, parent, RUN_FILES.champion, 'champion') : null
  const recall = work.outputs('index').recallAt10
  const measured = typeof recall === 'number' ? recall : null
  const limits = work.installation.rules.gateLimits
  return { challengerId, ...judgeVersions({ challenger, champion, indexRecall: measured, limits }) }
}

async function read(work: Work, id: VersionId, file: string, name: string): Promise<AskedVersion> {
  const pairs = work.openedPairs.get(id) ?? (await pairsOf(work, id))
  const { results } = await readResults(work.files, file)
  return { pairs, results, latency: latencyOf(work, name) }
}

async function pairsOf({ installation: { store } }: Work, id: VersionId): Promise<readonly QnaPair[]> {
  return decodePairsInTurns(await readVersionFile(store, await readManifest(store, id), VERSION_FILES.pairs))
}

function latencyOf(work: Work, name: string): Latency | null {
  const facts = work.outputs('evaluate')
  const [p50, p95] = [facts[`${name}P50Ms`], facts[`${name}P95Ms`]]
  return typeof p50 === 'number' && typeof p95 === 'number' ? { p50, p95 } : null
}
