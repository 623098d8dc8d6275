import { once } from 'node:events'
import { pathToFileURL } from 'node:url'

/**
 * Holds the lock `path` until it reads a line, then releases it: `node lock-holder.mjs <dist> <path> <stale ms>`. Prints `held`
 * once it has the lock, then `held` or `lost` at the end.
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
