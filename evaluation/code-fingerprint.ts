import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packagePath } from '../knowledge/basics/package-path.js'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** The folders of all code that decides what a version answers to a question, and how that is scored. */
export const DECIDING = [
  'evaluation',
  'evaluation/gate',
  'evaluation/golden',
  'evaluation/statistics',
  'knowledge',
  'knowledge/adapters',
  'knowledge/basics',
  'knowledge/content',
  'knowledge/content/import',
  'knowledge/content/import/findings',
  'knowledge/content/import/text',
  'knowledge/encoder',
  'knowledge/search',
  'knowledge/search/lexical',
  'knowledge/search/ranker',
  'knowledge/search/spelling',
  'knowledge/store',
  'knowledge/text',
  'knowledge/version',
  'knowledge/words',
]

/** Hash of the program code that an evaluation depends on: results of different code are not comparable. */
export async function codeFingerprint(): Promise<string> {
  const hash = createHash('sha256').update(await readFile(packagePath('package.json')))
  for (const folder of DECIDING.map((name) => join(root, name))) {
    const files = (await readdir(folder)).filter((name) => /\.(js|ts)$/.test(name)).sort()
    for (const name of files) hash.update(name).update(await readFile(join(folder, name)))
  }
  return hash.digest('hex')
}
