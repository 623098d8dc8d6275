import type { Activity } from 'botbuilder'

/** A key that all activities of one conversation share, unique across channels. */
export function conversationKey({ channelId, conversation }: Pick<Activity, 'channelId' | 'conversation'>): string {
  return `${channelId}/${conversation.id}`
}
