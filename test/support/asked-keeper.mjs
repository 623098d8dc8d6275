import { pathToFileURL } from 'node:url'
import { killBeforeCall } from './kill-before.mjs'

/**
 * Reads the groups of unanswered questions and keeps what it made of the log: `node asked-keeper.mjs <dist> <root> [killBefore]`.
 * With `killBefore` n it kills itself right before its n-th call that changes the disk; with `reader` it does it as a user who may
 * not write. Prints the number of questions. With `look` it keeps nothing, and prints the groups.
 */
const [dist, root, how] = process.argv.slice(2)
const load = (path) => import(pathToFileURL(`${dist}/${path}.js`).href)
const { folderStore } = await load('knowledge/adapters/folder-store')
const { unansweredQuestions } = await load('training/editing/unanswered-questions')

const { followAsked } = await load('knowledge/records/asked/follow-asked')
const { groupUnanswered } = await load('knowledge/records/asked/unanswered-groups')

if (how === 'look') {
  const { asked } = await followAsked(folderStore(root), () => {})
  process.stdout.write(JSON.stringify(groupUnanswered(asked)))
} else {
  if (how === 'reader') {
    if (process.getuid() === 0) process.setuid(65_534)
  } else if (how !== undefined) await killBeforeCall(Number(how))
  const everything = { language: null, kind: null, most: null }
  const groups = await unansweredQuestions({ store: folderStore(root) }, everything, () => {})
  process.stdout.write(String(groups.reduce((sum, { count }) => sum + count, 0)))
}
