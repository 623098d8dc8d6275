import { closenessOf, REACHES, reachOf, SAME } from '../closeness.js'
import { Candidates } from './candidates.js'
import { beginAt, listAt, NO_LISTS, type PackedLists, packLists } from './packed-lists.js'
import { languageOf, type Wordings, wordsOf } from './wordings.js'

/** What was found of closeness, as it lies in a file. */
export interface PackedCloseness {
  /** of which wordings the close ones were looked for, and which those are */
  readonly leaders: Uint32Array
  readonly close: PackedLists
  readonly closeness: Float64Array
  /** place among REACHES */
  readonly reaches: Uint8Array
}

const NOTHING: PackedCloseness = {
  leaders: new Uint32Array(),
  close: NO_LISTS,
  closeness: new Float64Array(),
  reaches: new Uint8Array(),
}

/** The close ones of a wording that were found since. */
export interface Found {
  readonly members: number[]
  readonly closeness: number[]
  /** places among REACHES */
  readonly reaches: number[]
}

/**
 * Which wordings are close to which. Closeness depends on the two alone: what was found once holds, and a wording that comes later is
 * compared with those only whose close ones were asked for.
 */
export class CloseWordings {
  readonly #wordings: Wordings
  readonly #packed: PackedCloseness
  /** row + 1 of a leader among the packed ones; 0 = it is none */
  readonly #rows: Uint32Array
  readonly #found = new Map<number, Found>()
  /** wordings below this number are among the close ones of all leaders that they are close to */
  #placed: number
  #candidates: Candidates | null = null
  /** for how many wordings the close ones were looked for since */
  searches = 0

  constructor(wordings: Wordings, packed: PackedCloseness = NOTHING) {
    this.#wordings = wordings
    this.#packed = packed
    this.#placed = wordings.size
    this.#rows = new Uint32Array(wordings.size)
    for (let row = 0; row < packed.leaders.length; row++) this.#rows[packed.leaders[row] as number] = row + 1
  }

  /** What was found before, by row; see `rowOf`. */
  get packed(): PackedCloseness {
    return this.#packed
  }

  /** Where the wordings lie that may join the group of this one, as far as they were found before; -1 = they were not looked for. */
  rowOf(leader: number): number {
    return (this.#rows[leader] ?? 0) - 1
  }

  /** Those that were found since, of its language, in no particular order; null = none. Looks for them where nobody did. */
  foundSince(leader: number): Found | null {
    if (this.#placed < this.#wordings.size) this.#placeNew()
    if (this.rowOf(leader) === -1 && !this.#found.has(leader)) this.#search(leader)
    return this.#found.get(leader) ?? null
  }

  /** What was found since, for `append`. */
  since(): PackedCloseness {
    if (this.#placed < this.#wordings.size) this.#placeNew()
    const found = [...this.#found.values()]
    return {
      leaders: Uint32Array.from(this.#found.keys()),
      close: packLists(found.map(({ members }) => members)),
      closeness: Float64Array.from(found.flatMap(({ closeness }) => closeness)),
      reaches: Uint8Array.from(found.flatMap(({ reaches }) => reaches)),
    }
  }

  /** Takes in what was found in another process, after the wordings that it is about. */
  append({ leaders, close, closeness, reaches }: PackedCloseness): void {
    for (const [row, leader] of leaders.entries()) {
      const [begin, end] = [beginAt(close.ends, row), close.ends[row]]
      this.#found.set(leader, {
        members: [...listAt(close, row)],
        closeness: [...closeness.subarray(begin, end)],
        reaches: [...reaches.subarray(begin, end)],
      })
    }
    this.#placed = this.#wordings.size
  }

  /** The same for some of the wordings, under other numbers. @param place the new number of each */
  only(place: ReadonlyMap<number, number>): PackedCloseness {
    const leaders: number[] = []
    const close: number[][] = []
    const closeness: number[] = []
    const reaches: number[] = []
    for (const leader of this.#leaders()) {
      const at = place.get(leader)
      if (at === undefined) continue
      const members: number[] = []
      this.#eachCloseTo(leader, (number, how, reach) => {
        const member = place.get(number)
        if (member === undefined) return
        members.push(member)
        closeness.push(how)
        reaches.push(reach)
      })
      leaders.push(at)
      close.push(members)
    }
    return {
      leaders: Uint32Array.from(leaders),
      close: packLists(close),
      closeness: Float64Array.from(closeness),
      reaches: Uint8Array.from(reaches),
    }
  }

  /** Those of which the close ones are known. */
  #leaders(): readonly number[] {
    return [...this.#packed.leaders, ...[...this.#found.keys()].filter((leader) => !this.#rows[leader])]
  }

  #eachCloseTo(leader: number, onClose: (member: number, closeness: number, reach: number) => void): void {
    const { close, closeness, reaches } = this.#packed
    const row = this.rowOf(leader)
    const end = row === -1 ? 0 : (close.ends[row] as number)
    for (let i = row === -1 ? 0 : beginAt(close.ends, row); i < end; i++) {
      onClose(close.numbers[i] as number, closeness[i] as number, reaches[i] as number)
    }
    const found = this.foundSince(leader)
    for (const [i, member] of (found?.members ?? []).entries()) {
      onClose(member, found?.closeness[i] as number, found?.reaches[i] as number)
    }
  }

  /** Tells the leaders of the wordings that came since. */
  #placeNew(): void {
    const from = this.#placed
    this.#placed = this.#wordings.size
    const leaders = this.#leaders()
    if (leaders.length === 0) return
    const isLeader = new Uint8Array(this.#placed)
    for (let i = 0; i < leaders.length; i++) isLeader[leaders[i] as number] = 1
    const candidates = this.#candidatesOfAll()
    for (let number = from; number < this.#placed; number++) {
      candidates.of(number, isLeader, (leader) => this.#compare(leader, number))
    }
  }

  #search(leader: number): void {
    this.searches++
    this.#found.set(leader, { members: [], closeness: [], reaches: [] })
    this.#candidatesOfAll().of(leader, null, (number) => this.#compare(leader, number))
  }

  #candidatesOfAll(): Candidates {
    if (this.#candidates?.size !== this.#wordings.size) this.#candidates = new Candidates(this.#wordings)
    return this.#candidates as Candidates
  }

  #compare(leader: number, number: number): void {
    const closeness = closenessOf(this.#wordings.features(leader), this.#wordings.features(number))
    if (closeness < SAME) return
    const [text, leading] = [this.#wordings.text(number), this.#wordings.text(leader)]
    if (languageOf(text) !== languageOf(leading)) return
    const reach = reachOf(wordsOf(text), wordsOf(leading), closeness)
    if (reach === null) return
    const found = this.#found.get(leader) ?? { members: [], closeness: [], reaches: [] }
    this.#found.set(leader, found)
    found.members.push(number)
    found.closeness.push(closeness)
    found.reaches.push(REACHES.indexOf(reach))
  }
}
