import { readFile } from 'node:fs/promises'
import { packagePath } from '../package-root.js'

let known: Promise<ReadonlySet<string>> | null = null

/** Words of Spanish, English and the other languages that our encoder was trained on, folded: what is one of them is no misspelling. */
export function commonWords(): Promise<ReadonlySet<string>> {
  known ??= readFile(packagePath('knowledge', 'encoder', 'weights', 'vocabulary.txt'), 'utf8').then(
    (text) => new Set(text.split('\n')),
  )
  return known
}
