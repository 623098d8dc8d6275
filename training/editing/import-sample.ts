import { packagePath } from '../../knowledge/package-root.js'
import type { Clock } from '../../knowledge/ports.js'
import type { Store } from '../../knowledge/store/store.js'
import { importFile } from './import-file.js'

const FILES = ['pairs.es.jsonl', 'pairs.en.jsonl'] as const

/**
 * Puts the sample knowledge base into the workspace.
 *
 * @returns number of pairs
 */
export async function importSample(store: Store, clock: Clock): Promise<number> {
  let pairs = 0
  for (const name of FILES) {
    const path = packagePath('knowledge', 'examples', 'registro', name)
    const { report } = await importFile({
      store,
      path,
      sourceName: `sample/${name}`,
      replace: false,
      language: null,
      sheet: null,
      qnaPrefix: null,
      by: null,
      clock,
    })
    pairs += report.added
  }
  return pairs
}
