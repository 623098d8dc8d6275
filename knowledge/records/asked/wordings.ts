import { byCodeUnit } from '../../text/by-code-unit.js'
import { type Features, featuresOf } from '../closeness.js'
import { joinNumbers, listAt, type PackedLists, packLists, sizeAt } from './packed-lists.js'
import { signaturesOf } from './signatures.js'
import { TextTable } from './text-table.js'

/** By wording, the hashes of its features; and the other way round for stems. */
export interface PackedFeatures {
  readonly stems: PackedLists
  readonly letters: PackedLists
  /** every stem, ascending, and the wordings that have it */
  readonly allStems: Uint32Array
  readonly withStem: PackedLists
  /** of the letters; see `signaturesOf` */
  readonly signatures: Uint32Array
}

/** Wordings as they lie in a file. */
export interface PackedWordings {
  /** language and telling words, with a space between; by code unit */
  readonly texts: TextTable
  /** Only needed when something new is compared; null where they cannot be read, and are worked out again. */
  features(): PackedFeatures | null
}

/** Wordings by number: those of a file in the order of their texts, and after them those that came since. */
export class Wordings {
  readonly #packed: PackedWordings
  /** how many are in the order of their texts */
  readonly #sorted: number
  #features: PackedFeatures | null = null
  /** of those that came since, as far as they were needed; see `#addedFeatures` */
  readonly #added: Features[] = []
  readonly #addedWithStem = new Map<number, number[]>()

  constructor(packed: PackedWordings = { texts: new TextTable(), features: () => null }) {
    this.#packed = packed
    this.#sorted = packed.texts.size
  }

  get size(): number {
    return this.#packed.texts.size
  }

  /** @param text language and telling words in alphabetical order, with a space between */
  add(text: string): number {
    return this.#packed.texts.add(text)
  }

  /** The texts of those that came since the file was written. */
  since(): TextTable {
    return this.#packed.texts.since()
  }

  /** @param further texts, none of which is here */
  append(further: TextTable): void {
    this.#packed.texts.append(further)
  }

  text(number: number): string {
    return this.#packed.texts.at(number)
  }

  features(number: number): Features {
    if (number >= this.#sorted) return this.#addedFeatures()[number - this.#sorted] as Features
    const { stems, letters } = this.#packedFeatures()
    return { stems: listAt(stems, number), letters: listAt(letters, number) }
  }

  /** How many features of each sort every wording has. */
  featureCounts(): { readonly stems: Uint16Array; readonly letters: Uint16Array } {
    const packed = this.#packedFeatures()
    const [stems, letters] = [new Uint16Array(this.size), new Uint16Array(this.size)]
    for (let number = 0; number < this.#sorted; number++) {
      stems[number] = sizeAt(packed.stems, number)
      letters[number] = sizeAt(packed.letters, number)
    }
    for (const [i, added] of this.#addedFeatures().entries()) {
      stems[this.#sorted + i] = added.stems.length
      letters[this.#sorted + i] = added.letters.length
    }
    return { stems, letters }
  }

  /** By wording, of its letters; see `signaturesOf`. */
  signatures(): Uint32Array {
    const packed = this.#packedFeatures().signatures
    if (this.addedCount === 0) return packed
    const added = signaturesOf(
      this.#addedFeatures().map(({ letters }) => letters),
      this.addedCount,
    )
    return joinNumbers([packed, added])
  }

  /** How many came since the file was written. */
  get addedCount(): number {
    return this.size - this.#sorted
  }

  /** The wordings that have a stem, in lists: those of the file, and those that came since. */
  withStem(stem: number): readonly (Uint32Array | readonly number[])[] {
    const { allStems, withStem } = this.#packedFeatures()
    const row = placeIn(allStems, stem)
    const packed = allStems[row] === stem ? listAt(withStem, row) : []
    this.#addedFeatures()
    return [packed, this.#addedWithStem.get(stem) ?? []]
  }

  /** Every wording, by its text. */
  inOrder(): Uint32Array {
    const added = Array.from({ length: this.addedCount }, (_, i) => {
      return { number: this.#sorted + i, text: this.text(this.#sorted + i) }
    }).sort((a, b) => byCodeUnit(a.text, b.text))
    const order = new Uint32Array(this.size)
    let [next, place] = [0, 0]
    for (const { number, text } of added) {
      for (const end = this.#placeAmongSorted(text); next < end; next++) order[place++] = next
      order[place++] = number
    }
    while (next < this.#sorted) order[place++] = next++
    return order
  }

  /** Some of them, as they lie in a file. @param kept as `inOrder` gives them */
  only(kept: readonly number[]): { readonly texts: TextTable; readonly features: PackedFeatures } {
    const texts = new TextTable()
    for (const number of kept) texts.add(this.text(number))
    const features = kept.map((number) => this.features(number))
    return { texts, features: packFeatures(features) }
  }

  #addedFeatures(): readonly Features[] {
    for (let number = this.#sorted + this.#added.length; number < this.size; number++) {
      const features = featuresOf(wordsOf(this.text(number)))
      this.#added.push(features)
      addTo(this.#addedWithStem, features.stems, number)
    }
    return this.#added
  }

  #packedFeatures(): PackedFeatures {
    this.#features ??= this.#packed.features() ?? featuresOfAll(this.#packed.texts, this.#sorted)
    return this.#features
  }

  /** How many of those in order come before a text. */
  #placeAmongSorted(text: string): number {
    let [low, high] = [0, this.#sorted]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (byCodeUnit(this.text(middle), text) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** The language of a wording. */
export function languageOf(text: string): string {
  return text.slice(0, text.indexOf(' '))
}

/** The telling words of a wording. */
export function wordsOf(text: string): readonly string[] {
  return text.slice(text.indexOf(' ') + 1).split(' ')
}

function featuresOfAll(texts: TextTable, count: number): PackedFeatures {
  return packFeatures(Array.from({ length: count }, (_, number) => featuresOf(wordsOf(texts.at(number)))))
}

function packFeatures(features: readonly Features[]): PackedFeatures {
  const byStem = new Map<number, number[]>()
  for (const [number, { stems }] of features.entries()) addTo(byStem, stems, number)
  const allStems = Uint32Array.from(byStem.keys()).sort()
  return {
    stems: packLists(features.map(({ stems }) => stems)),
    letters: packLists(features.map(({ letters }) => letters)),
    allStems,
    withStem: packLists(Array.from(allStems, (stem) => byStem.get(stem) ?? [])),
    signatures: signaturesOf(
      features.map(({ letters }) => letters),
      features.length,
    ),
  }
}

function addTo(byStem: Map<number, number[]>, stems: Uint32Array, number: number): void {
  for (const stem of stems) {
    const numbers = byStem.get(stem)
    if (numbers === undefined) byStem.set(stem, [number])
    else numbers.push(number)
  }
}

/** How many numbers of an ascending list are less. */
function placeIn(ascending: Uint32Array, number: number): number {
  let [low, high] = [0, ascending.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ascending[middle] as number) < number) low = middle + 1
    else high = middle
  }
  return low
}
