import type { Asked } from './asked.js'
import type { AskedColumns } from './asked-columns.js'
import { languageOf } from './wordings.js'

/** Which questions are looked at. */
export interface AskedFilter {
  /** ISO 639 code; null = in any language */
  readonly language: string | null
  /** true: only those that were answered, but not helpfully; false: only the others; null = both */
  readonly notHelpful: boolean | null
}

/** By wording, the entries that are looked at. */
export class Tally {
  readonly #asked: Asked
  readonly counts: Uint32Array
  readonly notHelpful: Uint32Array
  /** milliseconds since 1970; zero where there is none */
  readonly last: Float64Array
  /** by stretch, the wording of each entry, or -1 where it is not looked at */
  readonly #wordings: readonly Int32Array[]
  /** Made when somebody looks into the entries of a wording. */
  #entries: Entries | null = null

  constructor(asked: Asked, filter: AskedFilter) {
    this.#asked = asked
    const size = asked.wordings.size
    const [counts, unhelpful, last] = [new Uint32Array(size), new Uint32Array(size), new Float64Array(size)]
    this.#wordings = asked.stretches.map(({ columns: { questions, notHelpful, times } }) => {
      const wordings = wordingsOf(asked, questions, notHelpful, filter)
      for (let i = 0; i < wordings.length; i++) {
        const wording = wordings[i] as number
        if (wording === -1) continue
        counts[wording] = (counts[wording] as number) + 1
        unhelpful[wording] = (unhelpful[wording] as number) + (notHelpful[i] as number)
        const time = times[i] as number
        if (time > (last[wording] as number)) last[wording] = time
      }
      return wordings
    })
    this.counts = counts
    this.notHelpful = unhelpful
    this.last = last
  }

  /** Calls for each entry of a wording, in the order of the log. */
  eachOf(wording: number, look: (columns: AskedColumns, i: number) => void): void {
    this.#entries ??= entriesOf(this.#wordings, this.counts)
    const { begins, stretches, places } = this.#entries
    const end = begins[wording + 1] as number
    for (let at = begins[wording] as number; at < end; at++) {
      const stretch = this.#asked.stretches[stretches[at] as number]
      if (stretch !== undefined) look(stretch.columns, places[at] as number)
    }
  }
}

function wordingsOf(asked: Asked, questions: Uint32Array, notHelpful: Uint8Array, filter: AskedFilter): Int32Array {
  const wordingOf = asked.wordingNumbers
  const wordings = new Int32Array(questions.length)
  for (let i = 0; i < questions.length; i++) wordings[i] = wordingOf[questions[i] as number] as number
  const { language } = filter
  if (filter.notHelpful === null && language === null) return wordings
  return wordings.map((wording, i) => {
    if (filter.notHelpful !== null && (notHelpful[i] === 1) !== filter.notHelpful) return -1
    return language === null || languageOf(asked.wordings.text(wording)) === language ? wording : -1
  })
}

/** Entries, wording after wording, each in the order of the log. */
interface Entries {
  /** where the entries of a wording begin, and at the end where the last one's end */
  readonly begins: Uint32Array
  /** number of its stretch, and place in it, of each entry */
  readonly stretches: Uint32Array
  readonly places: Uint32Array
}

function entriesOf(wordings: readonly Int32Array[], counts: Uint32Array): Entries {
  const begins = beginsOf(counts)
  const next = begins.slice()
  const total = begins[counts.length] as number
  const [stretches, places] = [new Uint32Array(total), new Uint32Array(total)]
  for (let stretch = 0; stretch < wordings.length; stretch++) {
    const ofEntries = wordings[stretch] as Int32Array
    for (let i = 0; i < ofEntries.length; i++) {
      const wording = ofEntries[i] as number
      if (wording === -1) continue
      const at = next[wording] as number
      next[wording] = at + 1
      stretches[at] = stretch
      places[at] = i
    }
  }
  return { begins, stretches, places }
}

/** Where lists of these lengths begin, one after the other, and where the last one ends. */
export function beginsOf(lengths: Uint32Array): Uint32Array {
  const begins = new Uint32Array(lengths.length + 1)
  for (let i = 0; i < lengths.length; i++) begins[i + 1] = (begins[i] as number) + (lengths[i] as number)
  return begins
}
