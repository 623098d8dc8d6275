import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

/**
 * Adds the number in each line that comes in to a log until the lines end: `node ousted-log-writer.mjs <dist> <folder>`. Prints `open`,
 * then `added` or the code of the failure, and in between `ousted` and `back` when it has lost its place as the writer and has it again.
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
  onWriter: (isWriter) => say(isWriter ? 'back' : 'ousted'),
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
