import { readFile } from 'node:fs/promises'
import { packagePath } from '../../knowledge/basics/package-path.js'
import type { Shelf } from '../../knowledge/store/shelf.js'
import { goldenFiles } from './golden-folder.js'

/**
 * Gives the sample knowledge base its golden cases. Goes with the import of its pairs; a shelf that has golden files already
 * is left alone.
 *
 * @returns whether they were put there
 */
export async function installSampleGolden(golden: Shelf): Promise<boolean> {
  if ((await goldenFiles(golden)).length > 0) return false
  for (const language of ['es', 'en']) {
    const shipped = packagePath('knowledge', 'examples', 'registro', `golden.${language}.jsonl`)
    await golden.write(`sample.${language}.jsonl`, await readFile(shipped))
  }
  return true
}
