import { join } from 'node:path'
import { z } from 'zod'
import { benchmarkIntents, type IntentFigures, intentLesson } from '../../evaluation/bench/benchmark-intents.js'
import {
  type BenchmarkQuery,
  isUnfilled,
  readBenchmarkPairs,
  readBenchmarkQueries,
} from '../../evaluation/bench/benchmark-lines.js'
import type { BenchmarkedSystem, Lesson, Subject } from '../../evaluation/bench/benchmarked-system.js'
import { type IntentSet, OUT_OF_SCOPE, readIntentSet } from '../../evaluation/bench/intent-set.js'
import { readJsonLines } from '../../evaluation/golden/json-lines.js'
import { seededRandom } from '../../evaluation/statistics/random.js'
import {
  benchmarkNoise,
  benchmarkSearch,
  type NoiseFigures,
  type NoisyQuery,
  type SearchFigures,
} from './search-figures.js'
import type { BenchSet, IntentPart, NoiseSpec } from './sets.js'

export type Measured =
  | { readonly kind: 'intent'; readonly figures: IntentFigures }
  | { readonly kind: 'search'; readonly figures: SearchFigures }
  | { readonly kind: 'noise'; readonly figures: NoiseFigures }

/** Reads a set in advance, so that only the system is measured. */
export async function openSet(
  set: BenchSet,
  folder: string,
): Promise<(system: BenchmarkedSystem) => Promise<Measured>> {
  const at = (file: string) => join(folder, file)
  switch (set.kind) {
    case 'intent': {
      const parts = await Promise.all(set.parts.map((part) => readPart(part, at)))
      return async (system) => ({ kind: 'intent', figures: await benchmarkIntents(system, parts) })
    }
    case 'search': {
      const { lesson, queries } = await openQuestions(set, folder)
      return async (system) => ({ kind: 'search', figures: await benchmarkSearch(system, lesson, queries) })
    }
    case 'noise': {
      const lesson = await readLearnt(set, at)
      const queries = await readNoisyQueries(at(set.noisy))
      return async (system) => ({ kind: 'noise', figures: await benchmarkNoise(system, lesson, queries) })
    }
  }
}

export interface Questions {
  readonly lesson: Lesson
  readonly queries: readonly BenchmarkQuery[]
}

/**
 * Any set as a lesson and questions about it. Questions out of scope have no right answer. Fails for a set of several
 * assistants.
 */
export async function openQuestions(set: BenchSet, folder: string): Promise<Questions> {
  const at = (file: string) => join(folder, file)
  switch (set.kind) {
    case 'intent': {
      const [part, ...others] = set.parts
      if (part === undefined || others.length > 0) throw new Error(`${set.name} is not one assistant`)
      const read = await readPart(part, at)
      const queries = read.test.map(({ text, label, lang }) => {
        return { text, lang, relevant: label === OUT_OF_SCOPE ? [] : [label] }
      })
      return { lesson: intentLesson(read), queries }
    }
    case 'search':
      return { lesson: await readKnowledgeBase(at(set.kb)), queries: await readBenchmarkQueries(at(set.queries)) }
    case 'noise':
      return { lesson: await readLearnt(set, at), queries: await readNoisyQueries(at(set.noisy)) }
  }
}

type PathOf = (file: string) => string

const SHOTS_SEED = 1

async function readPart({ name, data, train, shots, oosAsClass }: IntentPart, at: PathOf): Promise<IntentSet> {
  const set = await readIntentSet(name, at(data), train === undefined ? null : at(train), oosAsClass)
  return shots === undefined ? set : { ...set, train: drawnOfEachClass(set.train, shots) }
}

/** Drawn at random with a fixed seed, because neighbouring rows often come from one person. */
function drawnOfEachClass<T extends { readonly label: string }>(lines: readonly T[], shots: number): readonly T[] {
  const random = seededRandom(SHOTS_SEED)
  const counts = new Map<string, number>()
  return lines
    .map((line) => ({ line, place: random() }))
    .sort((left, right) => left.place - right.place)
    .map(({ line }) => line)
    .filter(({ label }) => {
      const count = (counts.get(label) ?? 0) + 1
      counts.set(label, count)
      return count <= shots
    })
}

async function readKnowledgeBase(file: string): Promise<Lesson> {
  const pairs = await readBenchmarkPairs(file)
  const subjects = pairs.map(({ id, question, alternateQuestions, answer, language }): Subject => {
    const words = /[\p{L}\p{N}]/u.test(answer) ? answer : null
    return { id, phrasings: [question, ...alternateQuestions], answer: words, language }
  })
  return { subjects, outOfScope: [] }
}

async function readLearnt({ learnt }: NoiseSpec, at: PathOf): Promise<Lesson> {
  if ('kb' in learnt) return readKnowledgeBase(at(learnt.kb))
  const { train } = await readIntentSet(learnt.intents, at(learnt.intents), null)
  const phrasings = new Map<string, string[]>()
  for (const { label, text } of train) phrasings.set(label, [...(phrasings.get(label) ?? []), text])
  const language = train[0]?.lang ?? 'und'
  return {
    subjects: [...phrasings].map(([id, texts]) => ({ id, phrasings: texts, answer: null, language })),
    outOfScope: [],
  }
}

const noisyLine = z
  .object({
    text: z.string(),
    clean: z.string(),
    noise: z.string(),
    lang: z.string().nullable().default(null),
    relevant: z.array(z.string()).optional(),
    label: z.string().optional(),
  })
  .transform(({ relevant, label = 'oos', ...line }): NoisyQuery => {
    return { ...line, relevant: relevant ?? (label === 'oos' ? [] : [label]) }
  })

async function readNoisyQueries(file: string): Promise<readonly NoisyQuery[]> {
  const lines = await readJsonLines(file, noisyLine)
  return lines.filter(({ clean }) => !isUnfilled(clean))
}
