import { describe, expect, it } from 'vitest'
import { defaultRanker } from '../../../knowledge/search/ranker/default-ranker.js'
import type { LinearHead } from '../../../knowledge/search/ranker/linear-head.js'
import type { Ranker } from '../../../knowledge/search/ranker/ranker.js'
import { readRanker, writeRanker } from '../../../knowledge/search/ranker/ranker-file.js'
import { randomHead } from '../../support/linear-heads.js'
import { seededRandom } from '../../support/seeded-vectors.js'

const plain: Ranker = {
  ...defaultRanker({ name: 'any' }),
  stricter: [{ key: 'topic', value: 'deadlines', confidenceThreshold: 0.9 }],
}
const outOfScope = { texts: ['Will it rain?', 'Tell me a joke'], vectors: Float32Array.of(0, 1, 0, 0.6, 0, 0.8) }
const head = randomHead(seededRandom(3), [['pay', 'tax'], ['opening']], { classes: 4, dimensions: 3, hasDense: true })

const withHead = (fields: Partial<LinearHead>): Uint8Array => writeRanker({ ...plain, head: { ...head, ...fields } })
const damaged = expect.objectContaining({ code: 'VERSION_DAMAGED' })

describe('the file of a ranker', () => {
  it('returns what was written, with and without a head', () => {
    const learned = { ...plain, linearScale: 3.5, head }
    expect(readRanker(writeRanker(plain))).toEqual(plain)
    expect(readRanker(writeRanker(learned))).toEqual(learned)
    expect(readRanker(writeRanker({ ...plain, outOfScope }))).toEqual({ ...plain, outOfScope })
    expect(readRanker(writeRanker({ ...learned, outOfScope }))).toEqual({ ...learned, outOfScope })
    expect(readRanker(withHead({ dense: new Float32Array(0) })).head?.dense).toHaveLength(0)
  })

  it('is read at any offset of a larger buffer', () => {
    const bytes = withHead({})
    const shifted = new Uint8Array(bytes.length + 1)
    shifted.set(bytes, 1)
    expect(readRanker(shifted.subarray(1)).head).toEqual(head)
  })

  /** As earlier releases wrote it, with prototypes behind the head. */
  const withPrototypes = () => {
    const text = new TextDecoder('latin1').decode(withHead({}))
    return text.replace('"format":4', '"format":3') + '\0'.repeat(4 * head.classes * head.dimensions)
  }

  it('of the previous release is read without its prototypes', () => {
    expect(readRanker(Buffer.from(withPrototypes(), 'latin1'))).toEqual({ ...plain, head })
  })

  it('of the release before that is read with nothing out of scope', () => {
    const text = withPrototypes()
    const before = text
      .replace('"format":3', '"format":2')
      .replace(/,"outOfScope":\{[^}]*\}/, '')
      .replace(/,"outOfScopeWeight":\d+/, '')
    expect(before.length).toBeLessThan(text.length - 50)
    expect(readRanker(Buffer.from(before, 'latin1'))).toEqual({ ...plain, head })
  })

  it('of the first release is read without a head, too', () => {
    const { head: _head, linearScale: _scale, stricter: _stricter, ...plainest } = plain
    const { outOfScope: _texts, outOfScopeWeight: _weight, ...earlier } = plainest
    const text = `${JSON.stringify({ format: 1, ...earlier }, null, 2)}\n`
    expect(readRanker(new TextEncoder().encode(text))).toEqual({
      ...earlier,
      linearScale: 1,
      stricter: [],
      head: null,
      outOfScope: { texts: [], vectors: new Float32Array(0) },
      outOfScopeWeight: 0,
    })
  })

  it('of a later release is refused', () => {
    const text = new TextDecoder().decode(writeRanker(plain)).replace('"format":4', '"format":5')
    expect(() => readRanker(new TextEncoder().encode(text))).toThrow(damaged)
  })

  it('is refused when it is cut off anywhere, or followed by something', () => {
    const bytes = writeRanker({ ...plain, head, outOfScope })
    for (let length = 0; length < bytes.length; length++) {
      expect(() => readRanker(bytes.subarray(0, length)), `${length} bytes`).toThrow(damaged)
    }
    for (const more of [1, 4]) {
      expect(() => readRanker(Buffer.concat([bytes, Buffer.alloc(more)]))).toThrow(damaged)
    }
  })

  it.each([
    ['a class that there is none of', { classOf: head.classOf.map(() => 4) }],
    ['a first list that does not begin at 0', { starts: head.starts.with(0, 1) }],
    ['a list that ends before it begins', { starts: head.starts.with(1, head.classOf.length + 1) }],
    ['lists that end beyond the weights', { starts: head.starts.with(-1, head.classOf.length + 1) }],
    ['weights on the embedding for some classes only', { dense: head.dense.subarray(3) }],
  ])('is refused where its head has %s', (_what, fields) => {
    expect(() => readRanker(withHead(fields))).toThrow(damaged)
  })

  it.each([
    ['another number of classes', '"classes":4', '"classes":5'],
    ['a number of features that is none', `"features":${head.features.length}`, '"features":-1'],
    ['another number of dimensions', '"dimensions":3', '"dimensions":2'],
  ])('is refused where its first line tells %s', (_what, told, instead) => {
    const bytes = Buffer.from(withHead({}))
    const line = bytes.subarray(0, bytes.indexOf('\n')).toString().replace(told, instead)
    expect(line).toContain(instead)
    const forged = Buffer.concat([Buffer.from(line), bytes.subarray(bytes.indexOf('\n'))])
    expect(() => readRanker(forged)).toThrow(damaged)
  })
})
