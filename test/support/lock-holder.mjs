import { once } from 'node:events'
import { pathToFileURL } from 'node:url'

/**
 * Holds the lock `path` until a line comes in, and releases it: `node lock-holder.mjs <dist> <path> <stale ms>`. Prints `held` once it
 * has it, and then whether it held it to the end.
 */
const [dist, path, stale] = process.argv.slice(2)
const { acquireLock } = await import(pathToFileURL(`${dist}/knowledge/store/folder-lock.js`).href)

const say = (text) => process.stdout.write(`${text}\n`)
const lock = await acquireLock(path, 'standby', () => {}, Number(stale))
say('held')
await once(process.stdin.setEncoding('utf8'), 'data')
say(lock.isHeld() ? 'held' : 'lost')
await lock.release()
process.exit()
