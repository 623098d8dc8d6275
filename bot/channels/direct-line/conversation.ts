import { randomUUID } from 'node:crypto'
import type { Activity } from 'botbuilder'
import type { Clock } from '../../../knowledge/ports.js'
import { ActivityLog, type ActivitySet, type KeptInAll } from './activity-log.js'
import type { DirectLineLimits } from './direct-line-limits.js'

/** Someone who follows a conversation, such as an open socket. */
export interface Follower {
  /** The log has grown. */
  changed(): void
  /** An activity that is not kept, as JSON: a typing indicator. */
  passing(json: string): void
  /** Nothing more will come. */
  ended(): void
}

export interface ConversationOptions {
  readonly id: string
  readonly user: { readonly id: string; readonly name: string | null }
  readonly locale: string | null
  readonly began: number
  /** number of its first activity */
  readonly first: number
  readonly clock: Clock
  readonly limits: DirectLineLimits
  readonly keptInAll: KeptInAll
}

/** An activity as the channel completed it. */
export type Stamped = Partial<Activity> & { readonly id: string }

const KEPT_CLIENT_IDS = 200

/** One user's conversation with the bot: its log and who follows it. */
export class Conversation {
  readonly id: string
  readonly user: ConversationOptions['user']
  readonly locale: string | null
  readonly began: number
  readonly sessionId = randomUUID()
  /** when it was last asked for, in milliseconds since 1970 */
  touchedAt: number
  readonly #clock: Clock
  readonly #log: ActivityLog
  readonly #followers = new Set<Follower>()
  readonly #idsByClientId = new Map<string, string>()
  #lastTimestamp = 0
  #ended = false

  constructor(options: ConversationOptions) {
    this.id = options.id
    this.user = options.user
    this.locale = options.locale
    this.began = options.began
    const { keptActivities, keptChars, keptCharsInAll } = options.limits
    this.#clock = options.clock
    const most = { activities: keptActivities, chars: keptChars, charsInAll: keptCharsInAll }
    this.#log = new ActivityLog(options.first, most, options.keptInAll)
    this.touchedAt = options.clock.now().getTime()
  }

  get ended(): boolean {
    return this.#ended
  }

  get followers(): number {
    return this.#followers.size
  }

  get watermark(): number {
    return this.#log.next
  }

  since(watermark: number): ActivitySet {
    return this.#log.since(watermark)
  }

  /** @returns what ends the following */
  follow(follower: Follower): () => void {
    this.#followers.add(follower)
    return () => {
      this.#followers.delete(follower)
      this.touchedAt = this.#clock.now().getTime()
    }
  }

  /** Gives the activity its id and time and sends it out. Typing indicators are passed on to followers and not kept. */
  publish(activity: Partial<Activity>): Stamped {
    const stamped = this.#stamp(activity)
    const json = JSON.stringify(stamped)
    if (activity.type === 'typing') {
      this.#log.skip()
      for (const follower of this.#followers) follower.passing(json)
    } else {
      this.#log.append(stamped.id, json)
      for (const follower of this.#followers) follower.changed()
    }
    return stamped
  }

  /**
   * Puts another activity in the place of one sent before, keeping its id and its time, by which clients order.
   *
   * @returns false when the log no longer holds it
   */
  replace(id: string, activity: Partial<Activity>): boolean {
    const before = this.#log.find(id)
    if (before === null) return false
    const { timestamp } = JSON.parse(before) as { timestamp: string }
    this.#log.replace(id, JSON.stringify({ ...this.#complete(activity), id, timestamp }))
    for (const follower of this.#followers) follower.changed()
    return true
  }

  /** Whether clients can have seen the activity. */
  has(id: string): boolean {
    return this.#log.has(id)
  }

  /** The activity's id when the client has sent it before and only did not hear that it arrived. */
  alreadySent(clientActivityId: string): string | null {
    return this.#idsByClientId.get(clientActivityId) ?? null
  }

  rememberSent(clientActivityId: string, id: string): void {
    this.#idsByClientId.set(clientActivityId, id)
    const oldest = this.#idsByClientId.size > KEPT_CLIENT_IDS ? this.#idsByClientId.keys().next().value : undefined
    if (oldest !== undefined) this.#idsByClientId.delete(oldest)
  }

  /** Lets followers go once they have everything. The log stays readable to those who poll. */
  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.touchedAt = this.#clock.now().getTime()
    for (const follower of this.#followers) follower.ended()
  }

  /** Gives back the room of its log: it has left the store. */
  release(): void {
    this.#log.release()
  }

  #stamp(activity: Partial<Activity>): Stamped {
    // Web Chat orders by this time, so a clock set back must not reorder what was said.
    this.#lastTimestamp = Math.max(this.#lastTimestamp, this.#clock.now().getTime())
    const id = `${this.id}|${String(this.#log.next).padStart(7, '0')}`
    return { ...this.#complete(activity), id, timestamp: new Date(this.#lastTimestamp) }
  }

  #complete(activity: Partial<Activity>): Partial<Activity> {
    return { ...activity, channelId: 'directline', conversation: { id: this.id } as Activity['conversation'] }
  }
}
