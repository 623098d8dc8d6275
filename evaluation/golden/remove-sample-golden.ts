import { readFile } from 'node:fs/promises'
import { packagePath } from '../../knowledge/basics/package-path.js'
import type { Shelf } from '../../knowledge/store/shelf.js'

/**
 * Removes the golden cases of the sample knowledge base. Lines that somebody has added to its files stay.
 *
 * @returns number of cases that were removed
 */
export async function removeSampleGolden(golden: Shelf): Promise<number> {
  let removed = 0
  for (const language of ['es', 'en']) {
    const name = `sample.${language}.jsonl`
    const kept = await golden.read(name)
    if (kept === null) continue
    const shipped = await readFile(packagePath('knowledge', 'examples', 'registro', `golden.${language}.jsonl`), 'utf8')
    const ofSample = new Set(linesOf(shipped))
    const lines = linesOf(kept.toString('utf8'))
    const own = lines.filter((line) => !ofSample.has(line))
    removed += lines.length - own.length
    if (own.length === 0) await golden.remove(name)
    else if (own.length < lines.length) await golden.write(name, own.map((line) => `${line}\n`).join(''))
  }
  return removed
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.trim() !== '')
}
