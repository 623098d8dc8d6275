import type { Activity } from 'botbuilder'

/**
 * `channelData` of the `conversationUpdate` with which a conversation begins anew: the server no longer has it, but the citizen still sees
 * what was said.
 */
export const STARTED_ANEW = { startedAnew: true } as const

export function isStartedAnew({ channelData }: Pick<Activity, 'channelData'>): boolean {
  return (channelData as Partial<typeof STARTED_ANEW> | undefined)?.startedAnew === true
}
