import type { Clock, Logger } from '../../../knowledge/ports.js'
import { unavailable } from '../../http/http-error.js'
import type { TurnLines } from '../turn-lines.js'
import type { KeptInAll } from './activity-log.js'
import { Conversation } from './conversation.js'
import type { DirectLineLimits } from './direct-line-limits.js'
import { conversationNotFound } from './refusals.js'
import type { Grant } from './tokens.js'

/** A conversation used within this time is not forgotten to make room for a new one. */
const SPARED_MS = 60_000
const TELL_FULL_EVERY_MS = 60_000

/**
 * The conversations of this process, held in memory only. After a restart or a long silence, a client that still holds the token
 * opens its conversation again under the same id.
 */
export class ConversationStore {
  readonly #limits: DirectLineLimits
  readonly #lines: TurnLines
  readonly #clock: Clock
  readonly #logger: Logger
  /** least recently used first */
  readonly #byId = new Map<string, Conversation>()
  readonly #keptInAll: KeptInAll = { chars: 0 }
  #toldFullAt = Number.NEGATIVE_INFINITY

  constructor(parts: {
    readonly limits: DirectLineLimits
    readonly lines: TurnLines
    readonly clock: Clock
    readonly logger: Logger
  }) {
    this.#limits = parts.limits
    this.#lines = parts.lines
    this.#clock = parts.clock
    this.#logger = parts.logger
  }

  get size(): number {
    return this.#byId.size
  }

  find(id: string): Conversation | null {
    return this.#byId.get(id) ?? null
  }

  /**
   * The conversation that a token stands for; it is opened when it is not in memory.
   *
   * @param seen watermark up to which the client has seen it; 0 when it has seen nothing
   * @returns `isNew` when this call opened it
   * @throws HttpError NotFound when it has ended and the client has seen all of it; ServiceUnavailable when it is new
   *   and the store is full of conversations in use
   */
  open(grant: Grant, seen: number): { readonly conversation: Conversation; readonly isNew: boolean } {
    const now = this.#clock.now().getTime()
    const held = this.#byId.get(grant.conversationId)
    if (this.#isTooOld(grant.began, now)) throw conversationNotFound()
    if (held === undefined) return { conversation: this.#create(grant, seen, now), isNew: true }
    if (held.ended && seen >= held.watermark) throw conversationNotFound()
    held.touchedAt = now
    this.#byId.delete(held.id)
    this.#byId.set(held.id, held)
    return { conversation: held, isNew: false }
  }

  isOver(grant: Grant): boolean {
    const isEnded = this.#byId.get(grant.conversationId)?.ended ?? false
    return isEnded || this.#isTooOld(grant.began, this.#clock.now().getTime())
  }

  /** Ends conversations that are too old and forgets those that have been idle for too long. */
  sweep(): void {
    const now = this.#clock.now().getTime()
    for (const conversation of this.#byId.values()) {
      if (this.#isTooOld(conversation.began, now)) conversation.end()
      if (this.#isForgettable(conversation, now)) this.#forget(conversation)
    }
  }

  #isTooOld(began: number, now: number): boolean {
    return now - began >= this.#limits.conversationAgeMs
  }

  #isForgettable(conversation: Conversation, now: number): boolean {
    const quietMs = now - conversation.touchedAt
    // An ended conversation is kept until its last token has expired; otherwise the token would open it again.
    if (conversation.ended) return quietMs >= this.#limits.tokenLifetimeSeconds * 1_000
    return quietMs >= this.#limits.conversationIdleMs && this.#isUnattended(conversation)
  }

  #isUnattended({ id, followers }: Conversation): boolean {
    return followers === 0 && this.#lines.waiting(id) === 0
  }

  #create(grant: Grant, seen: number, now: number): Conversation {
    if (this.#byId.size >= this.#limits.conversations) this.#makeRoom(now, grant.started || seen > 0)
    const { conversationId: id, userId, userName, locale, began } = grant
    const conversation = new Conversation({
      id,
      user: { id: userId, name: userName },
      locale,
      began,
      first: firstNumber(grant, seen, now),
      clock: this.#clock,
      limits: this.#limits,
      keptInAll: this.#keptInAll,
    })
    this.#byId.set(id, conversation)
    return conversation
  }

  #forget(conversation: Conversation): void {
    this.#byId.delete(conversation.id)
    conversation.release()
  }

  /** @param isReturning whether the chat was begun before: a citizen in the middle of one is never turned away */
  #makeRoom(now: number, isReturning: boolean): void {
    const idle = this.#first((conversation) => now - conversation.touchedAt >= SPARED_MS)
    const leaving = idle ?? (isReturning ? (this.#first(({ spoken }) => !spoken) ?? this.#first(() => true)) : null)
    if (leaving !== null) {
      this.#forget(leaving)
      this.#tellFull(now)
    } else if (!isReturning) {
      throw unavailable('Too many conversations are open; try again in a few seconds.')
    }
  }

  /** The least recently used conversation of this kind among those that nobody follows. */
  #first(isOne: (conversation: Conversation) => boolean): Conversation | null {
    for (const conversation of this.#byId.values()) {
      if (this.#isUnattended(conversation) && isOne(conversation)) return conversation
    }
    return null
  }

  /** Once in a while: whoever opens many chats must not fill the log too. */
  #tellFull(now: number): void {
    if (now - this.#toldFullAt < TELL_FULL_EVERY_MS) return
    this.#toldFullAt = now
    this.#logger.warn(
      { conversations: this.#limits.conversations },
      'too many conversations; the least recently used one is forgotten',
    )
  }
}

/**
 * The first activity number. When a client may have seen part of the conversation, numbering starts above every number it can have
 * seen: no conversation has more activities than it has lasted milliseconds.
 */
function firstNumber({ began, started }: Grant, seen: number, now: number): number {
  return started || seen > 0 ? Math.max(now - began, seen) : 0
}
