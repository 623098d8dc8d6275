import { setTimeout as delay } from 'node:timers/promises'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { type ClientNetworks, WIDE_SHARE } from './client-addresses.js'
import type { Limits } from './limits.js'

/** Whether a request is admitted. */
export type Admission = { readonly admitted: true } | { readonly admitted: false; readonly retryAfterSeconds: number }

export interface RateLimits {
  /** Any request. */
  admitRequest(from: ClientNetworks): Promise<Admission>
  /** A new chat. */
  admitConversation(from: ClientNetworks): Promise<Admission>
  /** A message in a chat, by conversation id. Resolves when the message may proceed, which may be a little later. */
  admitMessage(conversation: string): Promise<Admission>
}

const ADMITTED: Admission = { admitted: true }

export function createRateLimits(limits: Limits): RateLimits {
  const requests = networkLimiter('requests', limits.requestsPerAddressPerMinute, 10)
  const conversations = networkLimiter('conversations', limits.conversationsPerAddressPerMinute, 60)
  const messages = limiter('messages', limits.messagesPerConversationPerMinute, 1)
  const waiting = new Map<string, number>()

  return {
    admitRequest: requests,
    admitConversation: conversations,
    async admitMessage(conversation) {
      const ahead = waiting.get(conversation) ?? 0
      if (ahead >= limits.waitingMessagesPerConversation) return { admitted: false, retryAfterSeconds: 1 }
      waiting.set(conversation, ahead + 1)
      try {
        for (;;) {
          const waitMs = await consume(messages, conversation)
          if (waitMs === null) return ADMITTED
          await delay(waitMs)
        }
      } finally {
        const left = (waiting.get(conversation) ?? 1) - 1
        if (left === 0) waiting.delete(conversation)
        else waiting.set(conversation, left)
      }
    },
  }
}

/** Counts a client and, where it has one, the network around it: neither may use up its limit. */
function networkLimiter(
  keyPrefix: string,
  perMinute: number,
  windowSeconds: number,
): (from: ClientNetworks) => Promise<Admission> {
  const near = limiter(keyPrefix, perMinute, windowSeconds)
  const wide = limiter(`wide ${keyPrefix}`, perMinute * WIDE_SHARE, windowSeconds)
  return async (from) => {
    const admission = await admit(near, from.near)
    return admission.admitted && from.wide !== null ? admit(wide, from.wide) : admission
  }
}

/** Short windows, so that a refused client waits seconds, not a minute. A slow rate gets a window long enough for one request. */
function limiter(keyPrefix: string, perMinute: number, windowSeconds: number): RateLimiterMemory {
  const duration = Math.max(windowSeconds, 60 / perMinute)
  return new RateLimiterMemory({ keyPrefix, points: Math.max(1, Math.floor((perMinute * duration) / 60)), duration })
}

async function admit(limiterOfKind: RateLimiterMemory, key: string): Promise<Admission> {
  const waitMs = await consume(limiterOfKind, key)
  return waitMs === null ? ADMITTED : { admitted: false, retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)) }
}

/** @returns null when the limit allows it, otherwise the milliseconds to wait before the next try */
async function consume(limiterOfKind: RateLimiterMemory, key: string): Promise<number | null> {
  try {
    await limiterOfKind.consume(key)
    return null
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal
    // `msBeforeNext` depends on the system clock, which may have been set back; no wait is longer than a window.
    return Math.min(Math.max(1, refusal.msBeforeNext), limiterOfKind.duration * 1_000)
  }
}
