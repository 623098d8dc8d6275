import type { Activity } from 'botbuilder'

/** The same text for every activity of a conversation, and another for every other conversation of any channel. */
export function conversationKey({ channelId, conversation }: Pick<Activity, 'channelId' | 'conversation'>): string {
  return `${channelId}/${conversation.id}`
}
