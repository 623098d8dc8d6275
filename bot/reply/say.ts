import type { Activity, CardAction, Entity, TurnContext } from 'botbuilder'
import { type Channel, channelOf } from '../channels/channel.js'
import { choiceValue, type Offer } from '../choice.js'
import { listedOffers } from '../message/listed-offers.js'
import { escapeMarkdown, toPlainText } from './answer-text.js'
import type { Reply, ReplyPart } from './reply.js'
import { splitText } from './split-text.js'

/** Sends a reply in a form that the turn's channel can show. */
export async function say(context: TurnContext, reply: Reply): Promise<void> {
  await context.sendActivities(replyActivities(reply, channelOf(context.activity.channelId)))
}

/** One message, or several when the text is too long for the channel; the buttons are under the last. */
function replyActivities(reply: Reply, channel: Channel): Partial<Activity>[] {
  const written = [...reply.parts, ...listedParts(reply, channel)].map((part) => textOf(part, channel))
  const parts = splitText(written.filter((part) => part !== '').join('\n\n'), channel.mostChars)
  const actions = reply.offers.slice(0, channel.mostButtons).map((offer) => button(offer, channel))
  return parts.map((part, place) => ({
    type: 'message',
    text: part,
    textFormat: channel.markdown ? 'markdown' : 'plain',
    locale: reply.locale.language,
    inputHint: 'acceptingInput',
    entities: [automatedMessage(reply)],
    ...(actions.length > 0 && place === parts.length - 1 ? { suggestedActions: { to: [], actions } } : {}),
  }))
}

function textOf(part: ReplyPart, { markdown }: Channel): string {
  if (typeof part !== 'string') return markdown ? part.markdown : part.plain
  return markdown ? part : toPlainText(part)
}

function listedParts({ offers, locale }: Reply, channel: Channel): readonly ReplyPart[] {
  const listed = listedOffers(offers, channel)
  return listed.length === 0 ? [] : [numbered(listed), locale.bot.clarificationByNumber]
}

/** One line `1. …` per offer, because the citizen may answer with the number. */
function numbered(offers: readonly Offer[]): string {
  return offers.map(({ title }, place) => `${place + 1}. ${escapeMarkdown(title)}`).join('\n')
}

function button({ title, choice }: Offer, { buttons }: Channel): CardAction {
  if (buttons === 'echo') return { type: 'imBack', title, value: title }
  return { type: 'messageBack', title, displayText: title, text: title, value: choiceValue(choice) }
}

/**
 * Tells other programs that a program sent this message, and who wrote its text (schema.org, in the form that Bot Framework channels
 * know). Deliberately without `AIGeneratedContent`, by which Teams labels a text as written by AI: people wrote these texts, and a
 * program only chose among them.
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
