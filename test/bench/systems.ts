import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { configuredMaking } from '../../deploy/installation/installation.js'
import { systemClock } from '../../deploy/installation/system-clock.js'
import { readConfig } from '../../deploy/settings/config.js'
import type { BenchmarkedSystem } from '../../evaluation/bench/benchmarked-system.js'
import { ventanillaSystem } from '../../evaluation/bench/ventanilla-system.js'
import type { BenchSet } from './sets.js'
import { SHARED_FOLDER } from './shared-folder.js'

export interface SystemSpec {
  readonly name: string
  /** the system's set-up, for the reader of the report */
  readonly setUp: string
  readonly takes: (set: BenchSet) => boolean
  /** loads the system's packages, so that a measuring process loads only those of its own system */
  load(): Promise<BenchmarkedSystem>
}

const everything = () => true

/** An English-only sentence model, a common choice without a GPU. */
const POTION = join(SHARED_FOLDER, 'models', 'potion-base-2M')
const isEnglish = ({ name }: BenchSet) => !/-(es|et|lt|lv|ru)\b/.test(name)

export const SYSTEMS: readonly SystemSpec[] = [
  {
    name: 'ventanilla',
    setUp: 'as it serves, with the embedder that comes with it',
    takes: everything,
    load: async () => ventanillaSystem({ ...configuredMaking(readConfig()), clock: systemClock }),
  },
  {
    name: 'ventanilla-letters',
    setUp: 'as it serves, with the embedder `hashed-ngrams`, which needs no weights',
    takes: everything,
    load: async () => ventanillaSystem({ ...configuredMaking(readConfig(), 'hashed-ngrams'), clock: systemClock }),
  },
  {
    name: 'ventanilla-potion',
    setUp:
      'as it serves, with the embedder potion-base-2M by MinishLab, on English sets only and where the model is at hand',
    takes: (set) => isEnglish(set) && existsSync(POTION),
    load: async () => ventanillaSystem({ ...configuredMaking(readConfig(), POTION), clock: systemClock }),
  },
  {
    name: 'nlp.js',
    setUp: '`@nlpjs/basic` as its guide sets it up, a language package where there is one (not for et and lv)',
    takes: everything,
    load: async () => (await import('./peers/nlp-js.js')).nlpJs,
  },
  {
    name: 'minisearch',
    setUp: 'BM25 by MiniSearch over phrasings and answers, accents folded; each phrasing a document',
    takes: everything,
    load: async () => (await import('./peers/minisearch.js')).miniSearch,
  },
  {
    name: 'fuse.js',
    setUp:
      'Fuse.js in its token mode, accents folded; each phrasing an item; on knowledge bases without noise only, being slow',
    takes: ({ kind }) => kind === 'search',
    load: async () => (await import('./peers/fuse.js')).fuse,
  },
  {
    name: 'wink-naive-bayes',
    setUp: '`wink-naive-bayes-text-classifier` as its guide sets it up for intents',
    takes: ({ kind }) => kind === 'intent',
    load: async () => (await import('./peers/wink-naive-bayes.js')).winkNaiveBayes,
  },
]
