import { pathToFileURL } from 'node:url'

/**
 * Adds notes to a log until it is killed: `node log-writer.mjs <dist> <folder> <first>`. Prints the number of each acknowledged
 * note, and `busy` when another writer holds the log.
 */
const [dist, folder, first] = process.argv.slice(2)
const { openLog } = await import(pathToFileURL(`${dist}/knowledge/adapters/segment-log.js`).href)
const { z } = await import('zod')

const say = (text) => process.stdout.write(`${text}\n`)
const silent = { debug() {}, info() {}, warn() {}, error() {} }
const log = await openLog({
  folder,
  schema: z.object({ number: z.number(), text: z.string() }),
  clock: { now: () => new Date() },
  logger: silent,
  maxSegmentBytes: 20_000,
})

let next = Number(first)
async function chat() {
  for (;;) {
    const number = next++
    await log.append({ number, text: 'x'.repeat(number % 3_000) })
    say(number)
  }
}
say('open')
await Promise.all(Array.from({ length: 20 }, chat))
