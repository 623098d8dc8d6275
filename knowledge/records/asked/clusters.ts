import type { VersionId } from '../../version-id.js'
import { REACHES } from '../closeness.js'
import type { Asked } from './asked.js'
import type { AskedColumns } from './asked-columns.js'
import type { KnownMatter } from './known-matter.js'
import { beginAt } from './packed-lists.js'
import { type AskedFilter, beginsOf, Tally } from './tally.js'

export interface ClusterContent {
  /** ISO 639 code */
  readonly language: string
  /** the first question of the most typical wording */
  readonly typical: string
  /** how often each was asked */
  readonly questions: ReadonlyMap<string, number>
  /** milliseconds since 1970 */
  readonly first: number
  readonly last: number
  /** for how many of the questions each pair came close */
  readonly closest: ReadonlyMap<string, number>
  /** for how many of them each pair was shown, and did not help */
  readonly shown: ReadonlyMap<string, number>
}

/**
 * Sorts questions into clusters of close ones: a wording joins the cluster whose first wording is closest, if close enough, or
 * begins one. The most asked come first, of equals by their telling words, so that the order of the log does not matter. Wordings
 * of known matters begin a cluster each before that, however close they are to one another.
 */
export function clustersOf(
  asked: Asked,
  matters: readonly KnownMatter[] = [],
  filter: AskedFilter = { language: null, notHelpful: null },
): Clusters {
  const pinned = pinnedWordings(asked, matters)
  const tally = new Tally(asked, filter)
  const order = inDemand(asked, tally, pinned)
  return new Clusters(asked, tally, order, joined(asked, order, pinned, matters))
}

/** Which matter a wording stands for; of two matters that share one, the first has it. */
function pinnedWordings(asked: Asked, matters: readonly KnownMatter[]): ReadonlyMap<number, number> {
  const pinned = new Map<number, number>()
  const numbers = asked.pin(matters)
  for (const [position, wordings] of numbers.entries()) {
    for (const wording of wordings) if (!pinned.has(wording)) pinned.set(wording, position)
  }
  return pinned
}

/** Wordings of known matters, and after them the others that were asked, the most asked first. */
function inDemand(asked: Asked, { counts }: Tally, pinned: ReadonlyMap<number, number>): Uint32Array {
  const isOther = new Uint8Array(counts.length).fill(1)
  for (const wording of pinned.keys()) isOther[wording] = 0
  let most = 0
  for (let wording = 0; wording < counts.length; wording++) most = Math.max(most, counts[wording] as number)
  /** at `most - count`, so that the most asked come first */
  const ofCount = new Uint32Array(most)
  for (let wording = 0; wording < counts.length; wording++) {
    const count = counts[wording] as number
    if (isOther[wording] === 1 && count > 0) ofCount[most - count] = (ofCount[most - count] as number) + 1
  }
  const next = beginsOf(ofCount)
  const order = new Uint32Array(pinned.size + (next[most] as number))
  order.set([...pinned.keys()])
  const others = order.subarray(pinned.size)
  const inOrder = asked.wordings.inOrder()
  for (let i = 0; i < inOrder.length; i++) {
    const wording = inOrder[i] as number
    const count = counts[wording] as number
    if (isOther[wording] === 0 || count === 0) continue
    const place = next[most - count] as number
    next[most - count] = place + 1
    others[place] = wording
  }
  return order
}

interface Joined {
  /** number of its cluster, by wording */
  readonly clusterOf: Uint32Array
  /** by cluster, the position of the matter that it belongs to, or -1 */
  readonly matterOf: Int32Array
}

/** Written as one loop over arrays: it runs once in a process, over tens of thousands of wordings. */
function joined(
  asked: Asked,
  order: Uint32Array,
  pinned: ReadonlyMap<number, number>,
  matters: readonly KnownMatter[],
): Joined {
  const size = asked.wordings.size
  const { close, closeness: packedCloseness, reaches } = asked.close.packed
  const { ends, numbers } = close
  const clusterOf = new Uint32Array(size)
  const matterOf = new Int32Array(order.length)
  const closest = new Int32Array(size).fill(-1)
  const closeness = new Float64Array(size)
  const ofMatter = new Map<number, number>()
  let clusters = 0
  for (let place = 0; place < order.length; place++) {
    const wording = order[place] as number
    const matter = place < pinned.size ? (pinned.get(wording) ?? -1) : -1
    if (matter === -1 && closest[wording] !== -1) {
      clusterOf[wording] = clusterOf[closest[wording] as number] as number
      continue
    }
    // A matter may be known by several wordings, and is one cluster.
    const known = matter === -1 ? undefined : ofMatter.get(matter)
    if (known === undefined) {
      if (matter !== -1) ofMatter.set(matter, clusters)
      matterOf[clusters] = matter
      clusters++
    }
    clusterOf[wording] = known ?? clusters - 1
    const reached = matter === -1 ? 0 : REACHES.indexOf(matters[matter]?.reach ?? 'alike')
    const found = asked.close.foundSince(wording)
    const row = asked.close.rowOf(wording)
    if (row !== -1) {
      const end = ends[row] as number
      for (let i = row === 0 ? 0 : (ends[row - 1] as number); i < end; i++) {
        const member = numbers[i] as number
        const how = packedCloseness[i] as number
        // Of equally close ones the earlier.
        if ((reaches[i] as number) < reached || how <= (closeness[member] as number)) continue
        closest[member] = wording
        closeness[member] = how
      }
    }
    if (found === null) continue
    for (let i = 0; i < found.members.length; i++) {
      const member = found.members[i] as number
      const how = found.closeness[i] as number
      if ((found.reaches[i] as number) < reached || how <= (closeness[member] as number)) continue
      closest[member] = wording
      closeness[member] = how
    }
  }
  return { clusterOf, matterOf: matterOf.subarray(0, clusters) }
}

/** Questions that ask the same, by number of their cluster. There are many: what need not be made is not made. */
export class Clusters {
  readonly #asked: Asked
  readonly #tally: Tally
  /** the wordings as they came */
  readonly #order: Uint32Array
  readonly #clusterOf: Uint32Array
  /** how many there are; that of a known matter is empty where nobody asked about it */
  readonly size: number
  /** position of the known matter that they belong to, or -1 */
  readonly matterOf: Int32Array
  readonly counts: Uint32Array
  /** how many of them were answered, but not helpfully */
  readonly notHelpful: Uint32Array
  /** when the last of them was asked, milliseconds since 1970 */
  readonly last: Float64Array
  /** Made when somebody looks into one. */
  #members: { readonly wordings: Uint32Array; readonly begins: Uint32Array } | null = null

  constructor(asked: Asked, tally: Tally, order: Uint32Array, { clusterOf, matterOf }: Joined) {
    this.#asked = asked
    this.#tally = tally
    this.#order = order
    this.#clusterOf = clusterOf
    this.size = matterOf.length
    this.matterOf = matterOf
    const [counts, notHelpful] = [new Uint32Array(this.size), new Uint32Array(this.size)]
    const last = new Float64Array(this.size)
    for (let i = 0; i < order.length; i++) {
      const wording = order[i] as number
      const cluster = clusterOf[wording] as number
      counts[cluster] = (counts[cluster] as number) + (tally.counts[wording] as number)
      notHelpful[cluster] = (notHelpful[cluster] as number) + (tally.notHelpful[wording] as number)
      const time = tally.last[wording] as number
      if (time > (last[cluster] as number)) last[cluster] = time
    }
    this.counts = counts
    this.notHelpful = notHelpful
    this.last = last
  }

  /** Numbers of those that hold questions, the most asked first, of equals the latest. @param tie compares what is equal in both */
  inDemand(tie: (a: number, b: number) => number): Uint32Array {
    const { counts, last } = this
    const numbers = new Uint32Array(this.size)
    let held = 0
    for (let number = 0; number < this.size; number++) if (counts[number] !== 0) numbers[held++] = number
    return numbers
      .subarray(0, held)
      .sort(
        (a, b) =>
          (counts[b] as number) - (counts[a] as number) || (last[b] as number) - (last[a] as number) || tie(a, b),
      )
  }

  /** Texts of a cluster's wordings, the most typical first; see `Wordings`. */
  wordings(number: number): readonly string[] {
    return Array.from(this.#wordingsOf(number), (wording) => this.#asked.wordings.text(wording))
  }

  /** What its questions say, all together. */
  content(number: number): ClusterContent {
    const questions = new Map<number, number>()
    const [closest, shown] = [new Map<number, number>(), new Map<number, number>()]
    let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    this.#eachOf(number, (columns, i) => {
      const time = columns.times[i] as number
      first = Math.min(first, time)
      last = Math.max(last, time)
      count(questions, columns.questions[i] as number)
      for (let at = beginAt(columns.closestEnds, i); at < (columns.closestEnds[i] as number); at++) {
        count(closest, columns.closest[at] as number)
      }
      if (columns.shown[i] !== 0) count(shown, (columns.shown[i] as number) - 1)
    })
    const [typical = 0] = questions.keys()
    return {
      language: this.#asked.question(typical).language,
      typical: this.#asked.question(typical).text,
      questions: new Map([...questions].map(([number, times]) => [this.#asked.question(number).text, times])),
      first,
      last,
      closest: this.#named(closest),
      shown: this.#named(shown),
    }
  }

  /** How many of its questions came after a moment (milliseconds since 1970), by the version that left them unanswered. */
  versionsSince(number: number, after: number): ReadonlyMap<VersionId, number> {
    const found = new Map<number, number>()
    if ((this.last[number] as number) > after) {
      this.#eachOf(number, (columns, i) => {
        if ((columns.times[i] as number) > after) count(found, columns.versions[i] as number)
      })
    }
    return this.#named(found) as ReadonlyMap<VersionId, number>
  }

  /** Entries of the most typical wording first, of each in the order of the log. */
  #eachOf(number: number, look: (columns: AskedColumns, i: number) => void): void {
    for (const wording of this.#wordingsOf(number)) this.#tally.eachOf(wording, look)
  }

  #named(counts: ReadonlyMap<number, number>): ReadonlyMap<string, number> {
    return new Map([...counts].map(([id, times]) => [this.#asked.id(id), times]))
  }

  #wordingsOf(number: number): Uint32Array {
    this.#members ??= this.#gather()
    const { wordings, begins } = this.#members
    return wordings.subarray(begins[number], begins[number + 1])
  }

  #gather() {
    const sizes = new Uint32Array(this.size)
    for (let i = 0; i < this.#order.length; i++) {
      const cluster = this.#clusterOf[this.#order[i] as number] as number
      sizes[cluster] = (sizes[cluster] as number) + 1
    }
    const begins = beginsOf(sizes)
    const next = begins.slice()
    const wordings = new Uint32Array(this.#order.length)
    for (let i = 0; i < this.#order.length; i++) {
      const wording = this.#order[i] as number
      const cluster = this.#clusterOf[wording] as number
      const place = next[cluster] as number
      next[cluster] = place + 1
      wordings[place] = wording
    }
    return { wordings, begins }
  }
}

function count(counts: Map<number, number>, number: number): void {
  counts.set(number, 1 + (counts.get(number) ?? 0))
}
