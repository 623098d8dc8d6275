import { codeFingerprint } from '../../../evaluation/code-fingerprint.js'
import { evaluate as askAll } from '../../../evaluation/evaluate.js'
import type { GoldenCase } from '../../../evaluation/golden/golden-case.js'
import { type Latency, latenciesSideBySide } from '../../../evaluation/latency.js'
import { dayOf } from '../../../knowledge/content/validity.js'
import type { EmbedderIdentity } from '../../../knowledge/ports.js'
import { createSearcher, type Searcher } from '../../../knowledge/search/searcher.js'
import { sha256 } from '../../../knowledge/sha256.js'
import { canonicalJson } from '../../../knowledge/store/canonical-json.js'
import { sameEmbedder } from '../../../knowledge/version/freeze-parts.js'
import { openSnapshot } from '../../../knowledge/version/open-snapshot.js'
import type { VersionId } from '../../../knowledge/version-id.js'
import { versionIdSchema } from '../../../knowledge/version-id.js'
import {
  earlierQuestionVectors,
  type QuestionVectors,
  type RememberingEmbedder,
  rememberingEmbedder,
  writeQuestionVectors,
} from '../question-vectors.js'
import { earlierResults, type ResultsKey, writeResults } from '../results-file.js'
import type { Step } from '../step.js'
import { RUN_FILES, textFact, type Work } from '../work.js'

/** Asks challenger and champion the same questions, by the code that serves. */
export const evaluate: Step = {
  name: 'evaluate',
  async run(work) {
    const cases = await work.cases.get()
    const { parent } = work.run
    const challenger = versionIdSchema.parse(textFact(work, 'seal', 'version'))
    if (cases.length === 0) return { inputs: { cases: 0, challenger }, outputs: { reusedResults: 0 }, files: [] }
    const own = await ask(work, challenger, cases, RUN_FILES.challenger, null)
    try {
      const champion = parent === null ? null : await ask(work, parent, cases, RUN_FILES.champion, own.questions)
      try {
        const questions = own.questions ?? champion?.questions ?? null
        if (questions !== null) {
          await writeQuestionVectors(work.files, RUN_FILES.questions, questions.identity, questions.asked)
        }
        const searchers = champion === null ? [own.searcher] : [own.searcher, champion.searcher]
        const [latency, other] = await latenciesSideBySide(searchers, cases, work.installation.clock.now())
        return {
          inputs: { cases: cases.length, casesHash: casesHash(cases), challenger, champion: parent },
          outputs: {
            reusedResults: champion?.reused === true ? cases.length : 0,
            embeddedQuestions: questions === null ? 0 : questions.asked.size - questions.known(),
            reusedQuestions: questions?.known() ?? 0,
            ...latencyFacts('challenger', latency),
            ...latencyFacts('champion', other),
          },
          files: [
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

interface Asked {
  readonly searcher: Searcher
  /** answered by the results of an earlier run */
  readonly reused: boolean
  /** what was embedded to ask; null when nothing had to be asked */
  readonly questions: RememberingEmbedder | null
}

/** @param before what the same questions were just embedded with */
async function ask(
  work: Work,
  id: VersionId,
  cases: readonly GoldenCase[],
  file: string,
  before: RememberingEmbedder | null,
): Promise<Asked> {
  const { onProgress, installation } = work
  const { store, opening, making, clock } = installation
  const snapshot = await openSnapshot(store, id, opening)
  work.openedPairs.set(id, snapshot.pairs)
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
      await writeResults(work.files, file, known)
      return { searcher, reused: true, questions: null }
    }
    const { embedder } = snapshot
    const questions = rememberingEmbedder(embedder, await vectorsMadeBefore(work, embedder.identity, before))
    // Embedding is left out of the times per question; those that count are measured by the searcher as it serves.
    const asking = createSearcher({ ...snapshot, embedder: questions }, detector)
    await writeResults(work.files, file, { key, results: await askAll(asking, cases, now, onProgress) })
    return { searcher, reused: false, questions }
  } catch (error) {
    await snapshot.embedder.close()
    throw error
  }
}

async function vectorsMadeBefore(
  { installation: { store } }: Work,
  embedder: EmbedderIdentity,
  before: RememberingEmbedder | null,
): Promise<QuestionVectors> {
  if (before !== null && sameEmbedder(before.identity, embedder)) return before.asked
  return earlierQuestionVectors(store, embedder, RUN_FILES.questions, evaluate.name)
}

export function casesHash(cases: readonly GoldenCase[]): string {
  return sha256(canonicalJson(cases))
}

function latencyFacts(name: string, latency: Latency | undefined) {
  return latency === undefined ? {} : { [`${name}P50Ms`]: latency.p50, [`${name}P95Ms`]: latency.p95 }
}
