import { readdir, readFile } from 'node:fs/promises'
import { packagePath } from '../package-root.js'

/** What people ask any assistant and no office answers, in every language there is a file of; see `knowledge/everyday`. */
export async function everydayQuestions(): Promise<readonly string[]> {
  const folder = packagePath('knowledge', 'everyday')
  const files = (await readdir(folder)).filter((name) => name.endsWith('.txt')).sort()
  const texts = await Promise.all(files.map((name) => readFile(`${folder}/${name}`, 'utf8')))
  return texts.flatMap((text) => text.split('\n').filter((line) => line !== ''))
}
