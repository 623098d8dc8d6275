import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { trainEncoder } from '../../training/encoder/train-encoder.js'
import { DEFAULT_TRAINING } from '../../training/encoder/train-table.js'
import { pairOf } from './snapshot.js'
import { temporaryFolder } from './temporary-folder.js'

const services = ['stamp', 'permit', 'licence', 'notice', 'record', 'extract', 'deed', 'claim', 'grant', 'waiver']
const nicknames = ['zorble', 'quilt', 'fandry', 'mopple', 'tressel', 'vindle', 'garvo', 'plunth', 'skerry', 'bramble']

/** Pairs with an institution's own words for its services, which no general corpus has. */
export const ownWordPairs = services.map((service, i) =>
  pairOf({
    id: service,
    question: `How do I get the ${service}?`,
    alternateQuestions: Array.from({ length: 12 }, (_, n) => `${nicknames[i]} wanted ${n}`),
    answer: `Ask for the ${service} at the counter. It is free of charge.`,
  }),
)

/** A real encoder of a few kilobytes that knows the services by their usual names. @returns its folder */
export async function tinyEncoder(): Promise<string> {
  const [corpus, output] = [await temporaryFolder(), await temporaryFolder()]
  const lines = services.flatMap((service) =>
    Array.from({ length: 10 }, (_, n) => `para\ten\ten\tget the ${service} number ${n}\tobtain the ${service} ${n}`),
  )
  await writeFile(join(corpus, 'general.tsv'), lines.join('\n'))
  const options = { ...DEFAULT_TRAINING, steps: 30, batch: 64, evaluateEvery: 30, sourceWeights: {}, workers: 1 }
  const shape = { words: 500, buckets: 512, dimensions: 32 }
  await trainEncoder({ corpus, heldOut: null, teacher: null, output, name: 'general', shape, options })
  return output
}
