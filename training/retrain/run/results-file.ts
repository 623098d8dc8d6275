import type { CaseResult } from '../../../evaluation/evaluate.js'
import type { Shelf } from '../../../knowledge/store/shelf.js'
import type { Store } from '../../../knowledge/store/store.js'
import { earlierFiles } from './earlier-files.js'
import { readMade } from './read-made.js'

/** Everything that decides the results of an evaluation: equal keys mean equal results. */
export interface ResultsKey {
  readonly contentHash: string
  /** of the golden cases */
  readonly cases: string
  /** day on which validity was judged */
  readonly day: string
  /** of the program */
  readonly code: string
}

export interface ResultsFile {
  readonly key: ResultsKey
  readonly results: readonly CaseResult[]
}

export async function writeResults(files: Shelf, name: string, results: ResultsFile): Promise<void> {
  await files.write(name, `${JSON.stringify(results)}\n`)
}

/** No schema check: the run's record has the hash of the file, so this program wrote it. */
export async function readResults(files: Shelf, name: string): Promise<ResultsFile> {
  return JSON.parse((await readMade(files, name)).toString('utf8'))
}

/** The step that writes results. */
const EVALUATION = 'evaluate'

/** Results of an earlier run with the same key, so that a champion is not asked the same questions again. */
export async function earlierResults(
  store: Store,
  key: ResultsKey,
  files: readonly string[],
): Promise<ResultsFile | null> {
  for await (const bytes of earlierFiles(store, files, EVALUATION)) {
    const found: ResultsFile = JSON.parse(bytes.toString('utf8'))
    if (sameKey(found.key, key)) return found
  }
  return null
}

function sameKey(a: ResultsKey, b: ResultsKey): boolean {
  return a.contentHash === b.contentHash && a.cases === b.cases && a.day === b.day && a.code === b.code
}
