import { randomUUID } from 'node:crypto'
import type { Activity } from 'botbuilder'
import type { Clock } from '../../../knowledge/ports.js'
import { ActivityLog, type ActivitySet, type KeptInAll } from './activity-log.js'
import type { DirectLineLimits } from './direct-line-limits.js'

/** Someone who follows a conversation, such as an open socket. */
export interface Follower {
  /** The log has grown. */
  changed(): void
  /** An activity that is not kept, such as a typing indicator, as JSON. */
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

/** One user's conversation with the bot: its log and its followers. */
export class Conversation {
  readonly id: string
  readonly user: ConversationOptions['user']
  readonly locale: string | null
  readonly began: number
  readonly sessionId = randomUUID()
  /** time of last use, in milliseconds since 1970 */
  touchedAt: number
  /** whether its user has sent anything */
  spoken = false
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

  /** @returns a function that stops following */
  follow(follower: Follower): () => void {
    this.#followers.add(follower)
    return () => {
      this.#followers.delete(follower)
      this.touchedAt = this.#clock.now().getTime()
    }
  }

  /** Gives the activity its id and time and sends it to the followers. Typing indicators are not kept. */
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
   * Replaces an activity that was sent before. Its id and time stay, because clients order by time.
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

  /** Whether the log holds the activity, so that clients can have seen it. */
  has(id: string): boolean {
    return this.#log.has(id)
  }

  /** The id of an activity that the client sent before, when it retries because it got no confirmation. */
  alreadySent(clientActivityId: string): string | null {
    return this.#idsByClientId.get(clientActivityId) ?? null
  }

  rememberSent(clientActivityId: string, id: string): void {
    this.#idsByClientId.set(clientActivityId, id)
    const oldest = this.#idsByClientId.size > KEPT_CLIENT_IDS ? this.#idsByClientId.keys().next().value : undefined
    if (oldest !== undefined) this.#idsByClientId.delete(oldest)
  }

  /** Tells followers that nothing more will come. Clients that poll can still read the log. */
  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.touchedAt = this.#clock.now().getTime()
    for (const follower of this.#followers) follower.ended()
  }

  /** Frees the memory of its log, after the store has forgotten the conversation. */
  release(): void {
    this.#log.release()
  }

  #stamp(activity: Partial<Activity>): Stamped {
    // Web Chat orders messages by this time, so a clock that is set back must not reorder them.
    this.#lastTimestamp = Math.max(this.#lastTimestamp, this.#clock.now().getTime())
    const id = `${this.id}|${String(this.#log.next).padStart(7, '0')}`
    return { ...this.#complete(activity), id, timestamp: new Date(this.#lastTimestamp) }
  }

  #complete(activity: Partial<Activity>): Partial<Activity> {
    return { ...activity, channelId: 'directline', conversation: { id: this.id } as Activity['conversation'] }
  }
}
