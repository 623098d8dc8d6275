import type { Clock } from '../ports.js'
import type { VersionId } from '../version-id.js'

export interface PinOptions {
  readonly clock: Clock
  /** a conversation that is silent for longer than this counts as new, in milliseconds */
  readonly idleMs: number
  /** most conversations remembered; the one silent for longest is forgotten first */
  readonly mostConversations: number
}

/** Which version each conversation stays on; null = it follows the champion. In memory only. */
export interface Pins {
  /** The conversation's side; `choose` decides it when the conversation is new. */
  side(conversation: string, choose: () => VersionId | null): VersionId | null
  forget(conversation: string): void
  /** Whether a conversation stays on this version. */
  holds(version: VersionId): boolean
  /** Lets the conversations on this version follow the champion from now on. */
  release(version: VersionId): void
}

interface Pin {
  readonly version: VersionId | null
  readonly until: number
}

export function createPins({ clock, idleMs, mostConversations }: PinOptions): Pins {
  /** in order of last use; all have the same lifetime, so the first is always the first to expire */
  const pins = new Map<string, Pin>()

  const keep = (conversation: string, version: VersionId | null, now: number) => {
    pins.delete(conversation)
    pins.set(conversation, { version, until: now + idleMs })
  }
  const forgetIdle = (now: number) => {
    for (const [conversation, { until }] of pins) {
      if (until > now) return
      pins.delete(conversation)
    }
  }

  return {
    side(conversation, choose) {
      const now = clock.now().getTime()
      forgetIdle(now)
      const pin = pins.get(conversation)
      const version = pin === undefined ? choose() : pin.version
      keep(conversation, version, now)
      const [longestSilent] = pins.size > mostConversations ? pins.keys() : []
      if (longestSilent !== undefined) pins.delete(longestSilent)
      return version
    },
    forget: (conversation) => void pins.delete(conversation),
    holds(version) {
      forgetIdle(clock.now().getTime())
      return [...pins.values()].some((pin) => pin.version === version)
    },
    release(version) {
      for (const [conversation, pin] of pins) {
        if (pin.version === version) pins.set(conversation, { ...pin, version: null })
      }
    },
  }
}
