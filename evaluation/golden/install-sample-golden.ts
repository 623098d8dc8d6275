import type { Shelf } from '../../knowledge/store/shelf.js'
import { goldenFiles } from './golden-folder.js'
import { SAMPLE_LANGUAGES, shippedGolden } from './sample-cases.js'

/**
 * Installs the golden cases of the sample knowledge base, together with the import of its pairs. A shelf that already has golden
 * files is left alone.
 *
 * @returns whether they were installed
 */
export async function installSampleGolden(golden: Shelf): Promise<boolean> {
  if ((await goldenFiles(golden)).length > 0) return false
  for (const language of SAMPLE_LANGUAGES) {
    await golden.write(`sample.${language}.jsonl`, await shippedGolden(language))
  }
  return true
}
