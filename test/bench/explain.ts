import type { BenchmarkQuery } from '../../evaluation/bench/benchmark-lines.js'
import type { Finding } from '../../evaluation/bench/benchmarked-system.js'
import { ventanillaSystem } from '../../evaluation/bench/ventanilla-system.js'
import {
  type Bin,
  type Calibrated,
  expectedCalibrationError,
  reliabilityBins,
} from '../../evaluation/statistics/metrics.js'
import type { TemporaryMaking } from '../../evaluation/temporary-version.js'
import type { EmbedderIdentity } from '../../knowledge/ports.js'
import { confidenceOf } from '../../knowledge/search/confidence.js'
import type { Decision } from '../../knowledge/search/outcome.js'
import { defaultRanker } from '../../knowledge/search/ranker/default-ranker.js'
import type { Ranker, Signal } from '../../knowledge/search/ranker/ranker.js'
import { readRanker, writeRanker } from '../../knowledge/search/ranker/ranker-file.js'
import type { FitRanker, RankerMaterial } from '../../knowledge/version/freeze-parts.js'
import type { Questions } from './measure.js'
import { benchmarkSearch, type SearchFigures } from './search-figures.js'

/** Groups of signals that are left out together. */
export const SIGNAL_GROUPS = {
  dense: ['dense', 'denseAnswer'],
  lexical: ['letters', 'stems', 'stemPairs'],
  answer: ['answerLetters', 'answerStems', 'answerPairs'],
  linear: ['linear'],
  prototype: ['prototype'],
} as const satisfies Readonly<Record<string, readonly Signal[]>>
export type SignalGroup = keyof typeof SIGNAL_GROUPS

export type AblationFigures = Pick<SearchFigures, 'hitAt1' | 'mrrAt10' | 'auroc'>

export interface Reliability {
  readonly bins: readonly Bin[]
  readonly ece: number
}

/** What explains Ventanilla's figures on one set. */
export interface Explained {
  readonly set: string
  readonly whole: AblationFigures
  /** the figures without a group's weights and without refitting, null when the group has no weight; null when not measured */
  readonly without: Readonly<Record<SignalGroup, AblationFigures | null>> | null
  readonly calibration: {
    /** by the starting curve of a version */
    readonly before: Reliability
    /** by the curve fitted on the version's own phrasings */
    readonly after: Reliability
  }
}

/** A question with its outcome. */
export interface ExplainedCase {
  readonly query: BenchmarkQuery
  readonly decision: Decision
  readonly finding: Finding
  /** whether the best candidate is right */
  readonly right: boolean
}

/** The report on a set, and its cases. */
export interface Explanation {
  readonly explained: Explained
  readonly cases: readonly ExplainedCase[]
}

/**
 * Fits a version once and asks it all questions.
 *
 * @param ablates whether to ask it again without each group of signals
 */
export async function explain(
  set: string,
  { lesson, queries }: Questions,
  making: TemporaryMaking,
  ablates: boolean,
): Promise<Explanation> {
  const fitted = remembered(making.fitRanker)
  const heard: { readonly decision: Decision; readonly finding: Finding }[] = []
  const whole = ventanillaSystem({ ...making, fitRanker: fitted.fitRanker }, (decision, finding) => {
    heard.push({ decision, finding })
  })
  const figures = ablationFigures(await benchmarkSearch(whole, lesson, queries))
  const { ranker, identity } = fitted.result()
  // The first questions were only a warm-up.
  const answers = heard.slice(-queries.length)
  const cases = queries.flatMap((query, i): readonly ExplainedCase[] => {
    const answer = answers[i]
    const right = query.relevant.includes(answer?.finding.ranked[0] ?? '')
    return answer === undefined ? [] : [{ query, ...answer, right }]
  })
  const calibration = {
    before: reliability(cases, defaultRanker(identity)),
    after: reliability(cases, ranker),
  }
  const without = ablates ? await ablate({ lesson, queries }, making, ranker) : null
  return { explained: { set, whole: figures, without, calibration }, cases }
}

async function ablate(
  { lesson, queries }: Questions,
  making: TemporaryMaking,
  ranker: Ranker,
): Promise<Readonly<Record<SignalGroup, AblationFigures | null>>> {
  const measureWithout = async (group: SignalGroup) => {
    const signals: readonly Signal[] = SIGNAL_GROUPS[group]
    if (signals.every((signal) => (ranker.weights[signal] ?? 0) === 0)) return null
    const weights = { ...ranker.weights, ...Object.fromEntries(signals.map((signal) => [signal, 0])) }
    const system = ventanillaSystem({ ...making, fitRanker: async () => writeRanker({ ...ranker, weights }) })
    return ablationFigures(await benchmarkSearch(system, lesson, queries))
  }
  return {
    dense: await measureWithout('dense'),
    lexical: await measureWithout('lexical'),
    answer: await measureWithout('answer'),
    linear: await measureWithout('linear'),
    prototype: await measureWithout('prototype'),
  }
}

/** Remembers the fitted ranker and its embedder. */
function remembered(fitRanker: FitRanker) {
  let last: { readonly ranker: Ranker; readonly identity: EmbedderIdentity } | null = null
  return {
    fitRanker: async (material: RankerMaterial) => {
      const bytes = await fitRanker(material)
      last = { ranker: readRanker(bytes), identity: material.embedder.identity }
      return bytes
    },
    result() {
      if (last === null) throw new Error('nothing was fitted')
      return last
    },
  }
}

function ablationFigures({ hitAt1, mrrAt10, auroc }: SearchFigures): AblationFigures {
  return { hitAt1, mrrAt10, auroc }
}

/** A question without a candidate counts as confidence 0. */
function reliability(cases: readonly ExplainedCase[], ranker: Ranker): Reliability {
  const judged = cases.map(({ decision: { candidates, nearestOutOfScope }, right }): Calibrated => {
    const [best, second] = candidates
    const asked = { outside: nearestOutOfScope, foreign: null }
    return { confidence: best === undefined ? 0 : confidenceOf(best, second, asked, ranker), right }
  })
  return { bins: reliabilityBins(judged), ece: expectedCalibrationError(judged) }
}
