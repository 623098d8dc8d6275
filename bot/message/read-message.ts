import type { Activity, Mention } from 'botbuilder'
import { readText } from '../../knowledge/text/read-text.js'

/**
 * Longest message that is read, in UTF-16 code units: the most that the chat page lets a citizen type. What comes after it is not looked
 * at; a message far shorter is already too long to be searched (`MAX_QUESTION_CHARS`), but may show that its writer is in danger.
 */
const MOST_CHARS = 10_000

/** More mentions, or longer ones, are not names of this bot. */
const MOST_MENTIONS = 10
const MOST_NAME_CHARS = 200

/**
 * The text of a message as everything after this reads it: normalised, cut to size, and without the bot's own name, with which every
 * message to it begins in a group.
 */
export function readMessage({ text, recipient, entities }: Pick<Activity, 'text' | 'recipient' | 'entities'>): string {
  if (typeof text !== 'string') return ''
  const mentions = (entities ?? []).filter(({ type }) => type === 'mention') as readonly Partial<Mention>[]
  const names = mentions.flatMap(({ mentioned, text: name }) =>
    mentioned?.id === recipient?.id && typeof name === 'string' && name.length <= MOST_NAME_CHARS ? [name] : [],
  )
  return names
    .slice(0, MOST_MENTIONS)
    .reduce((rest, name) => rest.replace(readText(name, MOST_NAME_CHARS), '').trim(), readText(text, MOST_CHARS))
}
