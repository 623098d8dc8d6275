import type { Activity, CardAction, Entity, TurnContext } from 'botbuilder'
import type { VersionId } from '../../knowledge/version-id.js'
import { choiceValue, type Offer } from '../choice.js'
import type { Locale } from '../locale.js'
import { escapeMarkdown, toPlainText } from './answer-text.js'

/** What the bot says in one message, before it takes a channel's shape. */
export interface Reply {
  /** Markdown, safe */
  readonly text: string
  /** shown as buttons */
  readonly offers: readonly Offer[]
  readonly locale: Locale
  /** present when the turn was answered from a version */
  readonly origin: Origin | null
}

export interface Origin {
  readonly version: VersionId
  /** null when the turn could not be recorded: a code that finds nothing would be worse than none */
  readonly receipt: string | null
  /** whether the text is an answer that editors wrote and approved */
  readonly editorial: boolean
}

/** Channels whose clients show buttons with their whole words. Elsewhere choices are also listed in the text. */
const CHANNELS_WITH_BUTTONS = new Set(['directline', 'webchat', 'emulator'])

/** Channels that show Markdown as it is typed. */
const CHANNELS_WITHOUT_MARKDOWN = new Set(['sms', 'twilio-sms', 'facebook', 'line', 'kik', 'groupme'])

/** Teams shows suggested actions of this kind only; the words that come back name the button. */
const CHANNELS_WITH_ECHO_BUTTONS = new Set(['msteams'])

/** Channels that show no buttons at all: what can be chosen stands in the text, with numbers. */
const CHANNELS_WITHOUT_BUTTONS = new Set(['sms', 'twilio-sms'])

export function listsChoices(channel: string): boolean {
  return !CHANNELS_WITH_BUTTONS.has(channel)
}

/**
 * The offers that the text lists by number: the choices of a question back where their whole words may not be shown, and where there
 * are no buttons everything but a vote, which is asked for in words.
 */
export function listedOffers(offers: readonly Offer[], channel: string): readonly Offer[] {
  if (CHANNELS_WITHOUT_BUTTONS.has(channel)) return offers.filter(({ choice }) => choice.kind !== 'feedback')
  const isAskedBack = offers.some(({ choice }) => choice.kind === 'none')
  return isAskedBack && listsChoices(channel) ? offers : []
}

/** `1. …` per line, as the citizen may answer with the number. */
function numbered(offers: readonly Offer[]): string {
  return offers.map(({ title }, place) => `${place + 1}. ${escapeMarkdown(title)}`).join('\n')
}

export async function say(context: TurnContext, reply: Reply): Promise<void> {
  await context.sendActivity(replyActivity(reply, context.activity.channelId))
}

export function replyActivity(reply: Reply, channel: string): Partial<Activity> {
  const { offers, locale } = reply
  const plain = CHANNELS_WITHOUT_MARKDOWN.has(channel)
  const text = withListedOffers(reply, channel)
  return {
    type: 'message',
    text: plain ? toPlainText(text) : text,
    textFormat: plain ? 'plain' : 'markdown',
    locale: locale.language,
    inputHint: 'acceptingInput',
    entities: [automatedMessage(reply)],
    ...(offers.length === 0
      ? {}
      : { suggestedActions: { to: [], actions: offers.map((offer) => button(offer, channel)) } }),
  }
}

function withListedOffers({ text, offers, locale }: Reply, channel: string): string {
  const listed = listedOffers(offers, channel)
  return listed.length === 0 ? text : [text, numbered(listed), locale.bot.clarificationByNumber].join('\n\n')
}

function button({ title, choice }: Offer, channel: string): CardAction {
  if (CHANNELS_WITH_ECHO_BUTTONS.has(channel)) return { type: 'imBack', title, value: title }
  return { type: 'messageBack', title, displayText: title, text: title, value: choiceValue(choice) }
}

/**
 * Tells machines that a program sent this message, and where its words come from (schema.org, in the shape Bot Framework
 * channels know). Deliberately without `AIGeneratedContent`, by which Teams labels a text as written by AI: people wrote
 * these texts, and a program only chose among them.
 */
function automatedMessage({ origin, locale }: Reply): Entity {
  return {
    type: 'https://schema.org/Message',
    '@context': 'https://schema.org',
    '@type': 'Message',
    '@id': '',
    keywords: ['AutomatedMessage', ...(origin?.editorial ? ['HumanWrittenText'] : [])],
    inLanguage: locale.language,
    ...(origin === null ? {} : { version: origin.version }),
    ...(origin === null || origin.receipt === null ? {} : { identifier: origin.receipt }),
  }
}
