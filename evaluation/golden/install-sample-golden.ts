import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packagePath } from '../../knowledge/package-path.js'
import { replaceFile } from '../../knowledge/store/durable-file.js'
import { goldenFiles } from './golden-folder.js'

/**
 * Gives the sample knowledge base its golden cases. Goes with the import of its pairs; a folder that has golden files already
 * is left alone.
 *
 * @param folder the data folder's `goldenFolder`
 * @returns whether they were put there
 */
export async function installSampleGolden(folder: string): Promise<boolean> {
  if ((await goldenFiles(folder)).length > 0) return false
  for (const language of ['es', 'en']) {
    const shipped = packagePath('knowledge', 'examples', 'registro', `golden.${language}.jsonl`)
    await replaceFile(join(folder, `sample.${language}.jsonl`), await readFile(shipped))
  }
  return true
}
