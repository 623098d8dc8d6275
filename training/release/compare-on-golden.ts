import {
  askVersion,
  type JudgedVersion,
  type Judgement,
  judgedVersion,
  judgeVersions,
} from '../../evaluation/gate/judge-versions.js'
import { isWithoutPair, strandedCases } from '../../evaluation/gate/stranded-cases.js'
import type { GoldenCase } from '../../evaluation/golden/golden-case.js'
import { GOLDEN, readGoldenFolder } from '../../evaluation/golden/golden-folder.js'
import { indexRecallAt10 } from '../../evaluation/index-recall.js'
import { latenciesSideBySide } from '../../evaluation/latency.js'
import { type Replay, replayLogged } from '../../evaluation/replay.js'
import { KnowledgeError } from '../../knowledge/errors.js'
import type { Progress } from '../../knowledge/ports.js'
import type { Store } from '../../knowledge/store/store.js'
import { readAliases } from '../../knowledge/version/aliases.js'
import type { Manifest } from '../../knowledge/version/manifest.js'
import { readManifest } from '../../knowledge/version/read-version.js'
import type { VersionId } from '../../knowledge/version-id.js'
import { approvedContent } from '../approved-content.js'
import type { Installation } from '../installation.js'
import { type LoadedVersion, loadVersion } from '../loaded-version.js'
import { isFirstOwnVersion } from './first-version.js'
import { loggedQuestions } from './logged-questions.js'
import { namedOrChampion } from './named-or-champion.js'
import { startEvidenceOf } from './start-evidence.js'

/** A version with its results on the golden cases of the data folder. */
export interface EvaluatedVersion extends JudgedVersion {
  readonly id: VersionId
  readonly cases: number
  /** cases that name no existing pair: no answer of the version can meet them */
  readonly misnamed: number
  /** 0…1; null when the version has no vectors */
  readonly indexRecallAt10: number | null
  /** growth of the process when the version was loaded, in MB; rough, because the runtime frees memory at any time */
  readonly memoryMb: number
}

/**
 * @param request `version`: null = the champion
 * @throws {KnowledgeError} EMPTY_EVALUATION when the data folder has no golden case, NO_CHAMPION, VERSION_UNKNOWN, …
 */
export async function evaluateOnGolden(
  { store, clock, opening }: Pick<Installation, 'store' | 'clock' | 'opening'>,
  { version: named }: { readonly version: VersionId | null },
  onProgress: Progress = () => {},
): Promise<EvaluatedVersion> {
  const id = await namedOrChampion(store, named)
  const cases = await goldenCases(store)
  const before = process.memoryUsage().rss
  const version = await loadVersion(store, id, opening)
  const memoryMb = Math.round((process.memoryUsage().rss - before) / 1e5) / 10
  try {
    const judged = judgedVersion(await askVersion(version.searcher, cases, clock.now(), onProgress))
    const { snapshot } = version.searcher
    const misnamed = strandedCases(cases, snapshot.pairs).filter(isWithoutPair).length
    return { ...judged, id, cases: cases.length, misnamed, indexRecallAt10: indexRecallAt10(snapshot), memoryMb }
  } finally {
    await version.close()
  }
}

/** The comparison of two versions, and the logged questions that the second answers differently. */
export interface ComparedVersions extends Pick<Judgement, 'comparison' | 'verdict'> {
  /** the version that the verdict compares with; null when a first version was judged on its own */
  readonly against: VersionId | null
  readonly cases: number
  readonly replay: Replay
  readonly after: Manifest
}

/**
 * Compares two versions on the golden cases as the pipeline does, and on the logged questions. While no version serves, a
 * version compared with itself is judged on its own, as the pipeline judges a first version.
 *
 * @throws {KnowledgeError} EMPTY_EVALUATION, VERSION_UNKNOWN, VERSION_DAMAGED, …
 */
export async function compareOnGolden(
  installation: Pick<Installation, 'store' | 'clock' | 'opening' | 'making' | 'rules'>,
  [before, after]: readonly [VersionId, VersionId],
  onProgress: Progress = () => {},
): Promise<ComparedVersions> {
  const { store, clock, opening, rules } = installation
  const { champion } = await readAliases(store)
  const manifest = await readManifest(store, after)
  const { sources } = manifest.lineage
  // A first version is judged as such only against what serves: other comparisons inform, and promote nothing.
  const isStart = before === (champion ?? after) && (await isFirstOwnVersion(store, sources))
  const cases = isStart ? await readGoldenFolder(store.shelf(GOLDEN)) : await goldenCases(store)
  const old = await loadVersion(store, before, opening)
  try {
    const now = await loadVersion(store, after, opening)
    try {
      const time = clock.now()
      const asked = async ({ searcher }: LoadedVersion) =>
        cases.length === 0 ? null : askVersion(searcher, cases, time, onProgress)
      const [oldAsked, newAsked] = [await asked(old), await asked(now)]
      const [oldMs = null, newMs = null] =
        cases.length === 0 ? [] : await latenciesSideBySide([old.searcher, now.searcher], cases, time)
      const outOfScope = isStart ? (await approvedContent(store)).outOfScope : []
      const judging = {
        challenger: newAsked === null ? null : { ...newAsked, latency: newMs },
        champion: oldAsked === null ? null : { ...oldAsked, latency: oldMs },
        start: isStart ? await startEvidenceOf(installation, now.searcher, outOfScope) : null,
        indexRecall: indexRecallAt10(now.searcher.snapshot),
        limits: rules.gateLimits,
      }
      const judgement = judgeVersions(judging)
      const isFirst = before === after && champion === null
      // Compared with itself a version loses no case; only judged on its own does a first version show its failures.
      const { verdict } = isFirst ? judgeVersions({ ...judging, champion: null }) : judgement
      const logged = await loggedQuestions(store)
      const replay = await replayLogged(old.searcher, now.searcher, logged, time, onProgress)
      return {
        comparison: judgement.comparison,
        verdict,
        against: isFirst ? null : before,
        cases: cases.length,
        replay,
        after: manifest,
      }
    } finally {
      await now.close()
    }
  } finally {
    await old.close()
  }
}

async function goldenCases(store: Store): Promise<readonly GoldenCase[]> {
  const golden = store.shelf(GOLDEN)
  const cases = await readGoldenFolder(golden)
  if (cases.length > 0) return cases
  throw new KnowledgeError(
    'EMPTY_EVALUATION',
    { what: 'golden-folder-empty', folder: golden.place },
    { do: 'put-golden-file' },
  )
}
