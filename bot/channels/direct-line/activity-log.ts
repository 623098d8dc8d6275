/** Activities as they go over the wire, and the watermark that says what has been seen with them. */
export interface ActivitySet {
  /** each one activity as JSON */
  readonly activities: readonly string[]
  /** number of the next activity */
  readonly watermark: number
}

/** What all logs of a process hold together. */
export interface KeptInAll {
  /** UTF-16 code units */
  chars: number
}

interface Entry {
  readonly number: number
  readonly id: string
  readonly json: string
}

/** A log keeps this much, in UTF-16 code units, however little room there is: enough for a client that was away for a moment. */
const SPARED_CHARS = 16_384

/**
 * The activities of one conversation in the order of their numbers, kept as text so that nobody can change them
 * afterwards. A watermark is the number of the first activity not yet seen: reading from it loses and repeats nothing,
 * unless the activities have meanwhile fallen off.
 */
export class ActivityLog {
  readonly #entries: Entry[] = []
  readonly #most: { readonly activities: number; readonly chars: number; readonly charsInAll: number }
  #inAll: KeptInAll
  #next: number
  #chars = 0

  /** @param inAll shared by all logs; beyond `most.charsInAll` a log that grows gives up its oldest */
  constructor(
    first: number,
    most: { readonly activities: number; readonly chars: number; readonly charsInAll: number },
    inAll: KeptInAll,
  ) {
    this.#next = first
    this.#most = most
    this.#inAll = inAll
  }

  get next(): number {
    return this.#next
  }

  /** A number for an activity that is passed on but not kept, such as a typing indicator. */
  skip(): void {
    this.#next++
  }

  has(id: string): boolean {
    return this.#entries.some((entry) => entry.id === id)
  }

  find(id: string): string | null {
    return this.#entries.find((entry) => entry.id === id)?.json ?? null
  }

  append(id: string, json: string): void {
    this.#entries.push({ number: this.#next++, id, json })
    this.#count(json.length)
    while (this.#entries.length > 1 && this.#isTooMuch()) this.#drop(0)
  }

  /** Takes the activity out and puts `json` at the end under the same id, so that readers past the old one see it too. */
  replace(id: string, json: string): void {
    const index = this.#entries.findIndex((entry) => entry.id === id)
    if (index !== -1) this.#drop(index)
    this.append(id, json)
  }

  since(watermark: number): ActivitySet {
    return {
      activities: this.#entries.filter(({ number }) => number >= watermark).map(({ json }) => json),
      watermark: this.#next,
    }
  }

  /** Gives back its part of what all logs hold, when nobody will read it any more. */
  release(): void {
    this.#inAll.chars -= this.#chars
    // A turn still under way may write on; that no longer counts.
    this.#inAll = { chars: 0 }
  }

  #isTooMuch(): boolean {
    if (this.#entries.length > this.#most.activities || this.#chars > this.#most.chars) return true
    return this.#inAll.chars > this.#most.charsInAll && this.#chars > SPARED_CHARS
  }

  #drop(index: number): void {
    for (const { json } of this.#entries.splice(index, 1)) this.#count(-json.length)
  }

  #count(chars: number): void {
    this.#chars += chars
    this.#inAll.chars += chars
  }
}

/** The protocol's ActivitySet. */
export function activitySetJson({ activities, watermark }: ActivitySet): string {
  return `{"activities":[${activities.join(',')}],"watermark":"${watermark}"}`
}
