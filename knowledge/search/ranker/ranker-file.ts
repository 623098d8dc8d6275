import { z } from 'zod'
import { littleEndianBytes, readFloat32, readUint32 } from '../../basics/little-endian.js'
import { KnowledgeError } from '../../errors.js'
import type { LinearHead } from './linear-head.js'
import { type Ranker, rankerSchema } from './ranker.js'

const count = z.number().int().nonnegative()

/**
 * The file begins with one line of JSON. The arrays of the head follow, if there is one, in the order of `writeRanker`, then the
 * vectors of the questions out of scope; little-endian, four bytes per number.
 */
const fileSchema = rankerSchema.extend({
  /** 1: JSON only, without a head; 2: nothing out of scope; 2 and 3: prototypes in the head */
  format: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
  head: z
    .object({ texts: count, classes: count, dimensions: count, features: count, weights: count, dense: count })
    .nullable()
    .default(null),
  outOfScope: z.object({ texts: z.array(z.string()), dimensions: count }).default({ texts: [], dimensions: 0 }),
})
type HeadSizes = NonNullable<z.infer<typeof fileSchema>['head']>

const NEW_LINE = 0x0a

export function writeRanker({ head, outOfScope: { texts, vectors }, ...ranker }: Ranker): Uint8Array {
  const sizes: HeadSizes | null =
    head === null
      ? null
      : {
          texts: head.texts,
          classes: head.classes,
          dimensions: head.dimensions,
          features: head.features.length,
          weights: head.weights.length,
          dense: head.dense.length,
        }
  const outOfScope = { texts, dimensions: texts.length === 0 ? 0 : vectors.length / texts.length }
  const line = `${JSON.stringify(fileSchema.parse({ format: 4, ...ranker, head: sizes, outOfScope }))}\n`
  const arrays =
    head === null ? [] : [head.features, head.idf, head.starts, head.classOf, head.weights, head.bias, head.dense]
  return Buffer.concat([new TextEncoder().encode(line), ...arrays.map(littleEndianBytes), littleEndianBytes(vectors)])
}

/** @throws KnowledgeError VERSION_DAMAGED when the bytes are not a ranker of a known format */
export function readRanker(bytes: Uint8Array): Ranker {
  try {
    const lineEnd = bytes.indexOf(NEW_LINE)
    // Format 1 is only JSON, on several lines.
    const isPlain = lineEnd <= 1
    const json = new TextDecoder('utf-8', { fatal: true }).decode(isPlain ? bytes : bytes.subarray(0, lineEnd))
    const { format, head, outOfScope, ...ranker } = fileSchema.parse(JSON.parse(json))
    const { texts, dimensions } = outOfScope
    const sections = sectionsOf(isPlain ? new Uint8Array(0) : bytes.subarray(lineEnd + 1))
    const readWhole = (sizes: HeadSizes) => {
      const read = readHead(sizes, sections.take)
      if (format < 4) sections.take(sizes.classes * sizes.dimensions)
      return read
    }
    const read: Ranker = {
      ...ranker,
      head: head === null ? null : readWhole(head),
      outOfScope: { texts, vectors: readFloat32(sections.take(texts.length * dimensions)) },
    }
    if (!sections.isAtEnd()) throw new Error('its arrays do not have the stated length')
    return read
  } catch (cause) {
    throw new KnowledgeError('VERSION_DAMAGED', { what: 'ranker' }, { do: 'freeze-again' }, { cause })
  }
}

interface Sections {
  /** the bytes of the next `length` numbers */
  take(length: number): Uint8Array
  isAtEnd(): boolean
}

function sectionsOf(bytes: Uint8Array): Sections {
  let at = 0
  return {
    take(length) {
      const section = bytes.subarray(4 * at, 4 * (at + length))
      at += length
      return section
    },
    isAtEnd: () => 4 * at === bytes.length,
  }
}

function readHead({ texts, classes, dimensions, ...sizes }: HeadSizes, take: Sections['take']): LinearHead {
  const head: LinearHead = {
    texts,
    classes,
    dimensions,
    features: readUint32(take(sizes.features)),
    idf: readFloat32(take(sizes.features)),
    starts: readUint32(take(sizes.features + 1)),
    classOf: readUint32(take(sizes.weights)),
    weights: readFloat32(take(sizes.weights)),
    bias: readFloat32(take(classes)),
    dense: readFloat32(take(sizes.dense)),
  }
  if (!isSound(head)) throw new Error('its linear head is incomplete')
  return head
}

/** Whether every number is within its range: the search does not check them. */
function isSound({ classes, dimensions, starts, classOf, dense }: LinearHead): boolean {
  return (
    starts[0] === 0 &&
    starts[starts.length - 1] === classOf.length &&
    starts.every((start, i) => i === 0 || start >= (starts[i - 1] as number)) &&
    classOf.every((one) => one < classes) &&
    (dense.length === 0 || dense.length === classes * dimensions)
  )
}
