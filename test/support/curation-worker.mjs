import { pathToFileURL } from 'node:url'
import { killBeforeCall } from './kill-before.mjs'

/**
 * Approves a draft: `node curation-worker.mjs <dist> <root> <id> <by> <golden: yes|no> [killBefore]`. Prints the error's code, or
 * "approved". With `killBefore` n it kills itself right before its n-th call that changes the disk.
 */
const [dist, root, id, by, golden, killBefore] = process.argv.slice(2)

const load = (path) => import(pathToFileURL(`${dist}/${path}.js`).href)
const { openDesk } = await load('deploy/curation-desk')
const { dataFolderAt } = await load('knowledge/version/data-folder')
const { approveDraft } = await load('training/curation/approve')

const clock = { now: () => new Date('2026-03-01T10:00:00.000Z') }
const config = { values: { FOUR_EYES: true } }
const desk = openDesk({ config, folder: dataFolderAt(root), clock, onApproved: async () => {} })

if (killBefore !== undefined) await killBeforeCall(Number(killBefore))
try {
  await approveDraft(desk, id, golden === 'yes', { by, reason: null, seen: null })
  process.stdout.write('approved')
} catch (error) {
  if (error.code === undefined) throw error
  process.stdout.write(error.code)
}
