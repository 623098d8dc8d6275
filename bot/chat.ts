import type { ConversationState, TurnContext } from 'botbuilder'
import type { VersionId } from '../knowledge/version-id.js'
import type { Offer } from './choice.js'

/** The state of one conversation. Kept as JSON, in memory only. */
export interface Chat {
  /** whether the disclosure was sent */
  readonly greeted: boolean
  /** the language the chat is in (ISO 639); null until it is known */
  readonly language: string | null
  /** the language of the citizen's page when it last said one */
  readonly pageLanguage: string | null
  /** a question that waits for the citizen to say what was meant. It is the only text of theirs kept as written, and only until then. */
  readonly pending: PendingClarification | null
  /** the latest answers, newest last. Their questions are kept, redacted, for as long as the citizen may rate the answer. */
  readonly answers: readonly GivenAnswer[]
  /** the buttons shown last, for channels that send back only the title */
  readonly offers: readonly Offer[]
  /** id of the pair that the chat is about: the one answered last, if no other question came since; null when there is none */
  readonly topic: string | null
  /** the other questions of a message with several, not answered yet */
  readonly waiting: readonly Offer[]
  /** questions in a row that got no answer */
  readonly misses: number
}

export interface PendingClarification {
  readonly text: string
  readonly language: string
  readonly channel: string
  readonly version: VersionId
  readonly confidence: number
  /** best first */
  readonly closest: readonly { readonly id: string; readonly language: string; readonly score: number }[]
  /** in the order they were shown, so that a number can name one */
  readonly choices: readonly Offer[]
}

/** An answer that the citizen may rate. */
export interface GivenAnswer {
  readonly receipt: string
  /** ISO 8601 */
  readonly at: string
  readonly version: VersionId
  readonly pairId: string
  /** what was asked, redacted */
  readonly question: string
  readonly language: string
  readonly confidence: number
  /** best first */
  readonly closest: PendingClarification['closest']
  /** the citizen's latest vote; null = none yet */
  readonly helpful: boolean | null
  /** whether its question is stored for the editors */
  readonly noted: boolean
}

const NEW_CHAT: Chat = {
  greeted: false,
  language: null,
  pageLanguage: null,
  pending: null,
  answers: [],
  offers: [],
  topic: null,
  waiting: [],
  misses: 0,
}

export interface Chats {
  read(context: TurnContext): Promise<Chat>
  write(context: TurnContext, chat: Chat): Promise<void>
  forget(context: TurnContext): Promise<void>
  /** The chat if this turn has read it, otherwise null. */
  known(context: TurnContext): Chat | null
}

export function createChats(state: ConversationState): Chats {
  const property = state.createProperty<Chat>('chat')
  return {
    read: (context) => property.get(context, NEW_CHAT),
    async write(context, chat) {
      await property.set(context, chat)
      await state.saveChanges(context)
    },
    forget: (context) => state.delete(context),
    known: (context) => (state.get(context) as { readonly chat?: Chat } | undefined)?.chat ?? null,
  }
}
