import { pathToFileURL } from 'node:url'
import { killBeforeCall } from './kill-before.mjs'

/**
 * Approves a draft, or takes a decision back: `node curation-worker.mjs <dist> <root> <id> <by> <golden: yes|no|reopen> [killBefore]`.
 * Prints the error's code, "approved" or "reopened". With `killBefore` n it kills itself right before its n-th call that changes the disk.
 */
const [dist, root, id, by, golden, killBefore] = process.argv.slice(2)

const load = (path) => import(pathToFileURL(`${dist}/${path}.js`).href)
const { folderStore } = await load('knowledge/adapters/folder-store')
const { approveDraft } = await load('training/editing/approve')
const { reopenDecision } = await load('training/editing/reopen')

const installation = {
  store: folderStore(root),
  clock: { now: () => new Date('2026-03-01T10:00:00.000Z') },
  rules: { fourEyes: true, retrainAfterApprovals: 0 },
}

if (killBefore !== undefined) await killBeforeCall(Number(killBefore))
try {
  if (golden === 'reopen') {
    await reopenDecision(installation, {
      id,
      signedBy: { by: { name: by, account: null }, reason: 'wrong pair', seen: null },
    })
  } else {
    await approveDraft(installation, {
      id,
      golden: golden === 'yes',
      signedBy: { by: { name: by, account: null }, reason: null, seen: null },
    })
  }
  process.stdout.write(golden === 'reopen' ? 'reopened' : 'approved')
} catch (error) {
  if (error.code === undefined) throw error
  process.stdout.write(error.code)
}
