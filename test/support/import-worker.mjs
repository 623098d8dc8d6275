import { pathToFileURL } from 'node:url'
import { killBeforeCall } from './kill-before.mjs'

/**
 * Imports a file into a workspace until it is killed: `node import-worker.mjs <dist> <root> <file> <source> <times>
 * [killBefore]`. Prints "ready" before it starts and "done" after `times` imports. With `killBefore` n it kills itself right
 * before its n-th call that changes the disk.
 */
const [dist, root, file, sourceName, times, killBefore] = process.argv.slice(2)

if (killBefore !== undefined) await killBeforeCall(Number(killBefore))

const load = (path) => import(pathToFileURL(`${dist}/${path}.js`).href)
const { readImportFile } = await load('knowledge/content/import/read-import-file')
const { importPairs, WORKSPACE_DOCUMENT } = await load('knowledge/content/workspace')
const { folderStore } = await load('knowledge/adapters/folder-store')

const workspace = folderStore(root).document(WORKSPACE_DOCUMENT)
const now = new Date('2026-03-01T10:00:00.000Z')

process.stdout.write('ready\n')
for (let round = 0; round < Number(times); round++) {
  const { pairs, sha256 } = await readImportFile(file, { defaultLanguage: 'en' })
  const renamed = pairs.map((pair) => ({ ...pair, id: `${sourceName} ${pair.id}`, owner: `round ${round}` }))
  await importPairs(workspace, { pairs: renamed, sourceName, sha256, replace: true, now })
}
process.stdout.write('done\n')
