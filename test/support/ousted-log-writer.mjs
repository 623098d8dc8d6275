import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

/**
 * Adds the number in each input line to a log until the input ends: `node ousted-log-writer.mjs <dist> <folder>`. Prints
 * `open`, then `added` or the error code per line; `ousted` when it is no longer the writer, and `back` when it is again.
 */
const [dist, folder] = process.argv.slice(2)
const { openLog } = await import(pathToFileURL(`${dist}/knowledge/adapters/segment-log.js`).href)
const { z } = await import('zod')

const say = (text) => process.stdout.write(`${text}\n`)
const log = await openLog({
  folder,
  schema: z.object({ number: z.number(), text: z.string() }),
  clock: { now: () => new Date() },
  logger: { debug() {}, info() {}, warn() {}, error() {} },
  onWriter: (loss) => say(loss === null ? 'back' : loss === 'taken-over' ? 'ousted' : loss),
})
say('open')
for await (const line of createInterface({ input: process.stdin })) {
  await log.append({ number: Number(line), text: '' }).then(
    () => say('added'),
    (error) => say(error.code),
  )
}
await log.close()
say('closed')
