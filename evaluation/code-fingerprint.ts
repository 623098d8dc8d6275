import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packagePath } from '../knowledge/package-root.js'

const here = dirname(fileURLToPath(import.meta.url))

/** Everything of ours that decides what a version answers to a question, and how that is scored. */
const DECIDING = [join(here, '..', 'knowledge', 'search'), join(here, '..', 'knowledge', 'adapters'), here]

/** Hash of the running program as far as an evaluation depends on it: results of another program are not comparable. */
export async function codeFingerprint(): Promise<string> {
  const hash = createHash('sha256').update(await readFile(packagePath('package.json')))
  for (const folder of DECIDING) {
    const files = (await readdir(folder)).filter((name) => /\.(js|ts)$/.test(name)).sort()
    for (const name of files) hash.update(name).update(await readFile(join(folder, name)))
  }
  return hash.digest('hex')
}
