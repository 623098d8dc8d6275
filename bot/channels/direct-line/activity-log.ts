/** Activities as they are sent to clients, and the watermark to ask with next time. */
export interface ActivitySet {
  /** one activity each, as JSON */
  readonly activities: readonly string[]
  /** number of the next activity */
  readonly watermark: number
}

/** The total size of all logs of a process. */
export interface KeptInAll {
  /** UTF-16 code units */
  chars: number
}

interface Entry {
  readonly number: number
  readonly id: string
  readonly json: string
}

/** UTF-16 code units that a log always keeps, even under memory pressure: enough for a client that was away for a moment. */
const SPARED_CHARS = 16_384

/**
 * The activities of one conversation in the order of their numbers, kept as text so that nobody can change them
 * afterwards. A watermark is the number of the first activity not yet seen: reading from it loses and repeats nothing,
 * unless activities have been dropped meanwhile.
 */
export class ActivityLog {
  readonly #entries: Entry[] = []
  readonly #most: { readonly activities: number; readonly chars: number; readonly charsInAll: number }
  #inAll: KeptInAll
  #next: number
  #chars = 0

  /** @param inAll shared by all logs; beyond `most.charsInAll` a log that grows drops its oldest activities */
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

  /** Uses up a number for an activity that is sent but not kept, such as a typing indicator. */
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

  /** Removes the activity and appends `json` under the same id, so that readers past the old one see it too. */
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

  /** Takes its size out of the shared total. Called when nobody will read the log any more. */
  release(): void {
    this.#inAll.chars -= this.#chars
    // A turn that is still under way may go on writing; this is not counted any more.
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
