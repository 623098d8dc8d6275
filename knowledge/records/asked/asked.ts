import type { UnansweredEntry } from '../unanswered.js'
import { wordingKey } from '../wording-key.js'
import { type AskedColumns, columnsOf, rowsOf } from './asked-columns.js'
import { CloseWordings, type PackedCloseness } from './close-wordings.js'
import type { KnownMatter } from './known-matter.js'
import { joinNumbers } from './packed-lists.js'
import { TextTable } from './text-table.js'
import { languageOf, type PackedWordings, Wordings } from './wordings.js'

/** What was made of one stretch of the log. */
export interface AskedStretch {
  readonly name: string
  /** null where it has to be read again every time */
  readonly mark: string | null
  readonly columns: AskedColumns
  /** how many of its entries lie in the file that was read first, and of these columns before them; see `Asked.since` */
  readonly from: number
}

/** A stretch as it is by now: what was made of it stays, or is carried on, or made anew. */
export interface StretchNow {
  readonly name: string
  readonly how: 'same' | 'grown' | 'anew'
  readonly entries: readonly UnansweredEntry[]
  readonly mark: string | null
}

/** `Asked` as it lies in a file. */
export interface PackedAsked {
  /** language and text, with a space between */
  readonly questions: TextTable
  /** number of each question's wording */
  readonly wordingOf: Uint32Array
  /** of versions and pairs */
  readonly ids: TextTable
  readonly wordings: PackedWordings
  readonly closeness: PackedCloseness
  /** questions of known matters, one matter after the other, kept though nobody asks them any more */
  readonly pinned: Uint32Array
  readonly stretches: readonly AskedStretch[]
}

/**
 * The unanswered questions as far as the log was followed, with what is costly to find out: which wording a question has, and which
 * wordings are close. It holds nothing that the log has not, and can be made of the log anew at any time.
 */
export class Asked {
  readonly #questions: TextTable
  #wordingOf: number[] | Uint32Array
  readonly #newWordingOf: number[] = []
  readonly #ids: TextTable
  readonly wordings: Wordings
  readonly close: CloseWordings
  readonly #idTexts: string[] = []
  #pinned: Uint32Array
  #stretches: readonly AskedStretch[]
  readonly #packed: PackedAsked | null

  constructor(packed: PackedAsked | null = null) {
    this.#questions = packed?.questions ?? new TextTable()
    this.#wordingOf = packed?.wordingOf ?? []
    this.#ids = packed?.ids ?? new TextTable()
    this.wordings = new Wordings(packed?.wordings)
    this.close = new CloseWordings(this.wordings, packed?.closeness)
    this.#pinned = packed?.pinned ?? new Uint32Array()
    this.#stretches = (packed?.stretches ?? []).map((stretch) => ({ ...stretch, from: sizeOf(stretch) }))
    this.#packed = packed
  }

  get stretches(): readonly AskedStretch[] {
    return this.#stretches
  }

  get marks(): ReadonlyMap<string, string> {
    return new Map(this.#stretches.flatMap(({ name, mark }) => (mark === null ? [] : [[name, mark] as const])))
  }

  /** Follows the log. @returns whether anything that was held here is not in it any more; see `pack` */
  follow(now: readonly StretchNow[]): boolean {
    const before = new Map(this.#stretches.map((stretch) => [stretch.name, stretch]))
    const held = new Set(now.flatMap(({ name, how }) => (how === 'anew' ? [] : [name])))
    const lost = this.#stretches.some(({ name }) => !held.has(name))
    this.#stretches = now.map(({ name, how, entries, mark }) => {
      const known = how === 'anew' ? undefined : before.get(name)
      if (known !== undefined && entries.length === 0) return { ...known, mark }
      const rows = entries.map((entry) => this.#row(entry))
      if (known === undefined) return { name, mark, columns: columnsOf(rows), from: 0 }
      return { ...known, mark, columns: columnsOf([...rowsOf(known.columns), ...rows]) }
    })
    return lost
  }

  /** The wording of each question. */
  get wordingNumbers(): Uint32Array {
    if (this.#newWordingOf.length > 0 || !(this.#wordingOf instanceof Uint32Array)) {
      this.#wordingOf = joinNumbers([this.#wordingOf, this.#newWordingOf])
      this.#newWordingOf.length = 0
    }
    return this.#wordingOf
  }

  /**
   * Takes in by which questions matters are known. They stay also where the log has dropped them: whoever keeps the matters keeps
   * their words.
   *
   * @returns of each matter, the numbers of its wordings
   */
  pin(matters: readonly Pick<KnownMatter, 'language' | 'wordings'>[]): readonly (readonly number[])[] {
    let next = 0
    // Mostly they are the same as the last time, which is quicker to see than where each of them is.
    const numbers = matters.map(({ language, wordings }) =>
      wordings.map((wording) => {
        const text = `${language} ${wording}`
        const before = this.#pinned[next++]
        return before !== undefined && this.#questions.at(before) === text ? before : this.#question(text, wording)
      }),
    )
    this.#pinned = Uint32Array.from(numbers.flat())
    const wordingOf = this.wordingNumbers
    return numbers.map((questions) => questions.map((question) => wordingOf[question] as number))
  }

  /** A version or a pair. */
  id(number: number): string {
    this.#idTexts[number] ??= this.#ids.at(number)
    return this.#idTexts[number]
  }

  question(number: number): { readonly language: string; readonly text: string } {
    const text = this.#questions.at(number)
    const space = text.indexOf(' ')
    return { language: text.slice(0, space), text: text.slice(space + 1) }
  }

  /** All of it, and nothing of what the stretches given do not hold. */
  pack(stretches: readonly AskedStretch[] = this.#stretches): PackedAsked {
    const used = new Set<number>(this.#pinned)
    for (const { columns } of stretches) for (const question of columns.questions) used.add(question)
    const questions = renumbered(this.#questions, used)
    const wordingOf = this.wordingNumbers
    const isUsed = usedIn([...used].map((question) => wordingOf[question] as number))
    const wordings = [...this.wordings.inOrder()].filter(isUsed)
    const wordingPlace = new Map(wordings.map((wording, i) => [wording, i]))
    const { texts, features } = this.wordings.only(wordings)
    const usedIds = new Set<number>()
    for (const { columns } of stretches) {
      for (const id of [...columns.versions, ...columns.closest]) usedIds.add(id)
      for (const shown of columns.shown) if (shown !== 0) usedIds.add(shown - 1)
    }
    const ids = renumbered(this.#ids, usedIds)
    const to = (place: ReadonlyMap<number, number>, number: number) => place.get(number) ?? 0
    return {
      questions: questions.table,
      wordingOf: Uint32Array.from(questions.place.keys(), (question) =>
        to(wordingPlace, wordingOf[question] as number),
      ),
      ids: ids.table,
      wordings: { texts, features: () => features },
      closeness: this.close.only(wordingPlace),
      pinned: this.#pinned.map((question) => to(questions.place, question)),
      stretches: stretches.map(({ name, mark, columns }) => ({
        name,
        mark,
        from: 0,
        columns: {
          ...columns,
          questions: columns.questions.map((question) => to(questions.place, question)),
          versions: columns.versions.map((id) => to(ids.place, id)),
          closest: columns.closest.map((id) => to(ids.place, id)),
          shown: columns.shown.map((id) => (id === 0 ? 0 : to(ids.place, id - 1) + 1)),
        },
      })),
    }
  }

  /** How many entries came since it was unpacked. */
  get newEntries(): number {
    return this.#stretches.reduce((sum, stretch) => sum + sizeOf(stretch) - stretch.from, 0)
  }

  /** What came since it was unpacked, for `append`; the numbers are as they are here. */
  since(): PackedAsked {
    const marks = new Map(this.#packed?.stretches.map(({ name, mark }) => [name, mark]))
    const isNew = (stretch: AskedStretch) => sizeOf(stretch) > stretch.from || marks.get(stretch.name) !== stretch.mark
    return {
      questions: this.#questions.since(),
      wordingOf: this.wordingNumbers.subarray(this.#packed?.wordingOf.length ?? 0),
      ids: this.#ids.since(),
      wordings: { texts: this.wordings.since(), features: () => null },
      closeness: this.close.since(),
      pinned: this.#pinned,
      stretches: this.#stretches
        .filter(isNew)
        .map((stretch) => ({ ...stretch, columns: columnsOf(rowsOf(stretch.columns).slice(stretch.from)) })),
    }
  }

  /** Takes in what `since` gave where the same was unpacked, before anything else came. */
  append(news: PackedAsked): void {
    this.#questions.append(news.questions)
    this.#wordingOf = joinNumbers([this.#wordingOf, news.wordingOf])
    this.#ids.append(news.ids)
    this.wordings.append(news.wordings.texts)
    this.close.append(news.closeness)
    this.#pinned = news.pinned
    const stretches = new Map(this.#stretches.map((stretch) => [stretch.name, stretch]))
    for (const { name, mark, columns, from } of news.stretches) {
      const known = stretches.get(name)?.columns
      const rows = known === undefined ? [] : rowsOf(known).slice(0, from)
      stretches.set(name, { name, mark, columns: columnsOf([...rows, ...rowsOf(columns)]), from })
    }
    this.#stretches = [...stretches.values()]
  }

  #row({ question, language, at, version, outcome, closest, shown }: UnansweredEntry) {
    return {
      question: this.#question(`${language} ${question}`, question),
      time: Date.parse(at),
      version: this.#ids.add(version),
      notHelpful: outcome === 'not-helpful',
      shown: shown === null ? 0 : this.#ids.add(shown) + 1,
      closest: closest.map(({ pairId }) => this.#ids.add(pairId)),
    }
  }

  /** @param text with its language before it */
  #question(text: string, question: string): number {
    const number = this.#questions.add(text)
    if (number === this.#wordingOf.length + this.#newWordingOf.length) {
      this.#newWordingOf.push(this.wordings.add(`${languageOf(text)} ${wordingKey(question)}`))
    }
    return number
  }
}

/** Entries that no log keeps, as one stretch. */
export function askedOf(entries: Iterable<UnansweredEntry>): Asked {
  const asked = new Asked()
  asked.follow([{ name: 'given', how: 'anew', entries: [...entries], mark: null }])
  return asked
}

function sizeOf({ columns }: AskedStretch): number {
  return columns.questions.length
}

function usedIn(numbers: readonly number[]): (number: number) => boolean {
  const used = new Set(numbers)
  return (number) => used.has(number)
}

/** The texts that are used, in their order, and the new number of each. */
function renumbered(texts: TextTable, used: ReadonlySet<number>) {
  const table = new TextTable()
  const place = new Map([...used].sort((a, b) => a - b).map((number) => [number, table.add(texts.at(number))]))
  return { table, place }
}
