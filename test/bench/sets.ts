import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** An intent set, or several that are separate assistants and are reported together. */
export interface IntentSpec {
  readonly kind: 'intent'
  readonly name: string
  readonly title: string
  readonly parts: readonly IntentPart[]
}

export interface IntentPart {
  readonly name: string
  readonly data: string
  /** file whose train rows replace those of `data` */
  readonly train?: string
  /** number of train rows to keep per class, drawn at random with a fixed seed */
  readonly shots?: number
  /** whether out of scope is a class like any other, as in the published figures */
  readonly oosAsClass?: boolean
}

/** A knowledge base and questions about it. */
export interface SearchSpec {
  readonly kind: 'search'
  readonly name: string
  readonly title: string
  readonly kb: string
  readonly queries: string
}

/** Questions in a clean and a noisy wording, about a knowledge base or the train rows of an intent set. */
export interface NoiseSpec {
  readonly kind: 'noise'
  readonly name: string
  readonly title: string
  readonly learnt: { readonly kb: string } | { readonly intents: string }
  readonly noisy: string
}

export type BenchSet = IntentSpec | SearchSpec | NoiseSpec

const CORPORA = ['chatbot', 'askubuntu', 'webapplications']
const LANGUAGES = { en: 'English', et: 'Estonian', lt: 'Lithuanian', lv: 'Latvian', ru: 'Russian' }

const INTENTS: readonly IntentSpec[] = [
  intent('clinc150', 'CLINC150, full train set', { data: 'clinc150/full.jsonl' }),
  intent('clinc150-10shot', 'CLINC150, 10 train rows of each class, drawn at random', {
    data: 'clinc150/full.jsonl',
    shots: 10,
  }),
  intent('hwu64-10shot', 'HWU64, 10-shot', { data: 'hwu64/data.jsonl', train: 'hwu64/train_10shot.jsonl' }),
  ...Object.entries(LANGUAGES).map(
    ([code, language]): IntentSpec => ({
      kind: 'intent',
      name: `sigdial-${code}`,
      title: `SIGDIAL 2017, ${language}: three assistants, their questions together; None is a class that is taught`,
      parts: CORPORA.map((name) => ({ name, data: `sigdial2017/${name}.${code}.jsonl`, oosAsClass: true })),
    }),
  ),
  intent('hint3-sofmattress', 'HINT3 sofmattress, v1 labels, full train set', { data: 'hint3-sofmattress/v1.jsonl' }),
  intent('hint3-powerplay11', 'HINT3 powerplay11, v1 labels, full train set', { data: 'hint3-powerplay11/v1.jsonl' }),
]

const SEARCHES: readonly SearchSpec[] = [
  search('covid-q', 'covid-q: real questions to health offices', 'covid-q/kb', 'covid-q/queries'),
  search('covid-faq-paraphrases', 'covid-faq-paraphrases', 'covid-faq-paraphrases/kb', 'covid-faq-paraphrases/queries'),
  search('directfile-es', 'us-tax-directfile, Spanish', 'us-tax-directfile/kb.es', 'us-tax-directfile/queries.es'),
  search('directfile-en', 'us-tax-directfile, English', 'us-tax-directfile/kb.en', 'us-tax-directfile/queries.en'),
  search('logingov-es', 'logingov, authored, Spanish', 'logingov-help/kb.es', 'logingov-help/queries.authored.es'),
  search('logingov-en', 'logingov, authored, English', 'logingov-help/kb.en', 'logingov-help/queries.authored.en'),
  search('logingov-headings-es', 'logingov, headings, Spanish', 'logingov-help/kb.es', 'logingov-help/queries.es'),
  search(
    'logingov-es-on-en',
    'logingov, authored Spanish questions on English pairs',
    'logingov-help/kb.en',
    'logingov-help/queries.authored.es',
  ),
]

const NOISES: readonly NoiseSpec[] = [
  noise('noisy-clinc150', 'CLINC150 with typing noise', { intents: 'clinc150/full.jsonl' }, 'noisy/clinc150.jsonl'),
  noise('noisy-covid-q', 'covid-q with typing noise', { kb: 'covid-q/kb.jsonl' }, 'noisy/covid-q.jsonl'),
  ...['es', 'en'].flatMap((code) => [
    noise(
      `noisy-directfile-${code}`,
      `us-tax-directfile with typing noise, ${code}`,
      { kb: `us-tax-directfile/kb.${code}.jsonl` },
      `noisy/directfile.${code}.jsonl`,
    ),
    noise(
      `noisy-logingov-${code}`,
      `logingov with typing noise, ${code}`,
      { kb: `logingov-help/kb.${code}.jsonl` },
      `noisy/logingov.${code}.jsonl`,
    ),
  ]),
]

/**
 * Every set of the benchmark, in the order of the report. NLU++ is left out: its questions have several labels at once, and
 * an answer has one.
 */
export const BENCH_SETS: readonly BenchSet[] = [...INTENTS, ...SEARCHES, ...NOISES]

/** Sets for the table of what each signal adds. */
export const ABLATED: readonly string[] = [
  'hwu64-10shot',
  'hint3-sofmattress',
  'covid-q',
  'logingov-es',
  'directfile-es',
]

/** Sets for the effect of calibration. */
export const CALIBRATED: readonly string[] = ['hint3-sofmattress', 'clinc150-10shot', 'covid-q']

/** The files of a set that the folder does not hold. */
export function missingFiles(set: BenchSet, folder: string): readonly string[] {
  return filesOf(set).filter((file) => !existsSync(join(folder, file)))
}

function filesOf(set: BenchSet): readonly string[] {
  switch (set.kind) {
    case 'intent':
      return set.parts.flatMap(({ data, train }) => (train === undefined ? [data] : [data, train]))
    case 'search':
      return [set.kb, set.queries]
    case 'noise':
      return [...Object.values(set.learnt), set.noisy]
  }
}

function intent(name: string, title: string, part: Omit<IntentPart, 'name'>): IntentSpec {
  return { kind: 'intent', name, title, parts: [{ name, ...part }] }
}

function search(name: string, title: string, kb: string, queries: string): SearchSpec {
  return { kind: 'search', name, title, kb: `${kb}.jsonl`, queries: `${queries}.jsonl` }
}

function noise(name: string, title: string, learnt: NoiseSpec['learnt'], noisy: string): NoiseSpec {
  return { kind: 'noise', name, title, learnt, noisy }
}
