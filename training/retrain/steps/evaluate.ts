import { z } from 'zod'
import { codeFingerprint } from '../../../evaluation/code-fingerprint.js'
import { evaluate as askAll } from '../../../evaluation/evaluate.js'
import type { GoldenCase } from '../../../evaluation/golden/golden-case.js'
import { latenciesSideBySide } from '../../../evaluation/latency.js'
import { sha256 } from '../../../knowledge/basics/sha256.js'
import { dayOf } from '../../../knowledge/content/validity.js'
import type { EmbedderIdentity } from '../../../knowledge/ports.js'
import { createSearcher, type Searcher } from '../../../knowledge/search/searcher.js'
import { canonicalJson } from '../../../knowledge/store/canonical-json.js'
import { sameEmbedder } from '../../../knowledge/version/freeze-parts.js'
import { openSnapshot } from '../../../knowledge/version/open-snapshot.js'
import type { VersionId } from '../../../knowledge/version-id.js'
import { loadVersion } from '../../loaded-version.js'
import { isFirstOwnVersion } from '../../release/first-version.js'
import { startEvidenceOf } from '../../release/start-evidence.js'
import {
  earlierQuestionVectors,
  type QuestionVectors,
  type RememberingEmbedder,
  rememberingEmbedder,
  writeQuestionVectors,
} from '../run/question-vectors.js'
import { earlierResults, type ResultsKey, writeResults } from '../run/results-file.js'
import type { RunContext } from '../run/run-context.js'
import { RUN_FILES } from '../run/run-files.js'
import type { Step } from '../run/step.js'
import { seal } from './seal.js'

const resultSchema = z.object({
  reusedResults: z.number(),
  /** this and the following: absent without golden cases */
  embeddedQuestions: z.number().exactOptional(),
  reusedQuestions: z.number().exactOptional(),
  challengerP50Ms: z.number().exactOptional(),
  challengerP95Ms: z.number().exactOptional(),
  championP50Ms: z.number().exactOptional(),
  championP95Ms: z.number().exactOptional(),
  /** present when it is an institution's first own version, which the gate for a start judges */
  first: z.literal(true).exactOptional(),
})

/** Asks challenger and champion the same questions, with the code that serves. */
export const evaluate: Step<z.infer<typeof resultSchema>> = {
  name: 'evaluate',
  result: resultSchema,
  async run(context) {
    const cases = await context.cases.get()
    const { parent } = context.run
    const { version: challenger } = context.resultOf(seal)
    const isFirst = await isFirstOwnVersion(context.installation.store, await context.sources.get())
    const first = isFirst ? { first: true as const } : {}
    const startFiles = isFirst ? [RUN_FILES.start] : []
    if (isFirst) await examineStart(context, challenger)
    if (cases.length === 0) {
      return { inputs: { cases: 0, challenger }, result: { reusedResults: 0, ...first }, files: startFiles }
    }
    const own = await ask(context, challenger, cases, RUN_FILES.challenger, null)
    try {
      const champion = parent === null ? null : await ask(context, parent, cases, RUN_FILES.champion, own.questions)
      try {
        const questions = own.questions ?? champion?.questions ?? null
        if (questions !== null) {
          await writeQuestionVectors(context.files, RUN_FILES.questions, questions.identity, questions.asked)
        }
        const searchers = champion === null ? [own.searcher] : [own.searcher, champion.searcher]
        const [latency, other] = await latenciesSideBySide(searchers, cases, context.installation.clock.now())
        return {
          inputs: { cases: cases.length, casesHash: casesHash(cases), challenger, champion: parent },
          result: {
            ...first,
            reusedResults: champion?.reused === true ? cases.length : 0,
            embeddedQuestions: questions === null ? 0 : questions.asked.size - questions.known(),
            reusedQuestions: questions?.known() ?? 0,
            ...(latency === undefined ? {} : { challengerP50Ms: latency.p50, challengerP95Ms: latency.p95 }),
            ...(other === undefined ? {} : { championP50Ms: other.p50, championP95Ms: other.p95 }),
          },
          files: [
            ...startFiles,
            RUN_FILES.challenger,
            ...(champion === null ? [] : [RUN_FILES.champion]),
            ...(questions === null ? [] : [RUN_FILES.questions]),
          ],
        }
      } finally {
        await champion?.searcher.snapshot.embedder.close()
      }
    } finally {
      await own.searcher.snapshot.embedder.close()
    }
  },
}

async function examineStart({ installation, files, outOfScope }: RunContext, id: VersionId): Promise<void> {
  const version = await loadVersion(installation.store, id, installation.opening)
  try {
    const evidence = await startEvidenceOf(installation, version.searcher, await outOfScope.get())
    await files.write(RUN_FILES.start, `${JSON.stringify(evidence)}\n`)
  } finally {
    await version.close()
  }
}

/** A version with its results, still open for questions. */
interface ReadyVersion {
  readonly searcher: Searcher
  /** whether the results come from an earlier run */
  readonly reused: boolean
  /** the embedded questions; null when nothing had to be asked */
  readonly questions: RememberingEmbedder | null
}

/** @param before the embedder that has just embedded the same questions */
async function ask(
  context: RunContext,
  id: VersionId,
  cases: readonly GoldenCase[],
  file: string,
  before: RememberingEmbedder | null,
): Promise<ReadyVersion> {
  const { onProgress, installation } = context
  const { store, opening, making, clock } = installation
  const snapshot = await openSnapshot(store, id, opening)
  context.openedPairs.set(id, snapshot.pairs)
  try {
    const detector = await making.detectLanguages(snapshot.manifest.languages)
    const searcher = createSearcher(snapshot, detector)
    const now = clock.now()
    const key: ResultsKey = {
      contentHash: snapshot.manifest.contentHash,
      cases: casesHash(cases),
      day: dayOf(now),
      code: await codeFingerprint(),
    }
    const known = await earlierResults(store, key, [RUN_FILES.challenger, RUN_FILES.champion])
    if (known !== null) {
      await writeResults(context.files, file, known)
      return { searcher, reused: true, questions: null }
    }
    const { embedder } = snapshot
    const questions = rememberingEmbedder(embedder, await vectorsMadeBefore(context, embedder.identity, before))
    // Times per question exclude embedding here; the gate uses latencies measured with the serving searcher.
    const asking = createSearcher({ ...snapshot, embedder: questions }, detector)
    await writeResults(context.files, file, { key, results: await askAll(asking, cases, now, onProgress) })
    return { searcher, reused: false, questions }
  } catch (error) {
    await snapshot.embedder.close()
    throw error
  }
}

async function vectorsMadeBefore(
  { installation: { store } }: RunContext,
  embedder: EmbedderIdentity,
  before: RememberingEmbedder | null,
): Promise<QuestionVectors> {
  if (before !== null && sameEmbedder(before.identity, embedder)) return before.asked
  return earlierQuestionVectors(store, embedder, RUN_FILES.questions, evaluate.name)
}

export function casesHash(cases: readonly GoldenCase[]): string {
  return sha256(canonicalJson(cases))
}
