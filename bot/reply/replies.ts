import { type QnaPair, ROLE_KEY } from '../../knowledge/content/qna-pair.js'
import { type FallbackReason, MAX_QUESTION_CHARS } from '../../knowledge/search/outcome.js'
import { type Offer, onlyPair } from '../choice.js'
import { type Locale, languageName } from '../locale.js'
import type { Distress } from '../message/distress.js'
import { contactList, institutionName, sourceMarkdown } from './contact.js'
import { fillMarkdown } from './fill-markdown.js'
import { personOffer } from './offers.js'
import type { Origin, Reply, ReplyPart } from './reply.js'
import { shownAnswer } from './shown-answer.js'
import type { Voice } from './voice.js'

/** States that the citizen talks to a program, what it does, what not to write, and how to reach a person. */
export function disclosure({ locale, contact }: Voice): string {
  return paragraphs(
    fillMarkdown(locale.bot.disclosure, { institution: institutionName(contact, locale) }),
    fillMarkdown(locale.bot.reachPerson, { button: locale.buttons.person }),
    contactList(contact, locale),
  )
}

export function greetingReply(voice: Voice): Reply {
  const { locale } = voice
  const starters = voice.starters()
  const title = starters.length === 0 ? '' : locale.bot.startersTitle
  return chromeReply(voice, paragraphs(disclosure(voice), title), [...starters, personOffer(locale)])
}

/** Says that nothing of the chat is known any more, and that it is still a program that answers. */
export function startedAnewReply(voice: Voice): Reply {
  const { locale, contact } = voice
  const text = fillMarkdown(locale.bot.startedAnew, { institution: institutionName(contact, locale) })
  return chromeReply(voice, text, [...voice.starters(), personOffer(locale)])
}

/** The disclosure alone, for a chat that begins with a question: the answer follows it at once. */
export function disclosureReply(voice: Voice): Reply {
  return chromeReply(voice, disclosure(voice), [])
}

/**
 * @param opening a sentence before the answer; empty when the pair is clearly what was asked
 * @param followUps the pair's prompts that still exist, and other questions that may be meant
 * @param ratings the buttons that ask whether the answer helped; empty when the citizen is not asked
 */
export function answerReply(
  { locale, channel, linkBase }: Voice,
  pair: QnaPair,
  opening: string,
  followUps: readonly Offer[],
  ratings: readonly Offer[],
  origin: Origin,
): Reply {
  const { bot } = locale
  const smallTalk = pair.metadata[ROLE_KEY] === 'small-talk'
  const inWords = ratings.length > 0 && channel.buttons !== 'words' ? bot.rateInWords : ''
  const language =
    pair.language === locale.language
      ? ''
      : fillMarkdown(bot.otherLanguage, { language: languageName(pair.language, locale) })
  const source =
    smallTalk || pair.source === null
      ? ''
      : fillMarkdown(bot.source, { source: { markdown: sourceMarkdown(pair.source) } })
  return {
    parts: [
      opening,
      language,
      shownAnswer(pair, linkBase),
      source,
      smallTalk ? '' : provenance(locale, origin),
      inWords,
    ],
    offers: [...ratings, ...followUps],
    locale,
    origin: { ...origin, editorial: true },
  }
}

export function clarificationReply({ locale }: Voice, choices: readonly Offer[], origin: Origin | null): Reply {
  const { bot } = locale
  const only = onlyPair(choices)
  // Buttons disappear with the next message; the text stays.
  const text = only === null ? bot.clarification : fillMarkdown(bot.clarificationOfOne, { question: only.title })
  return { parts: [text], offers: choices, locale, origin }
}

/**
 * Says that there is no answer, whatever the reason.
 *
 * @param opening what happened, e.g. the citizen refused every choice
 * @param recorded whether the question is stored for the editors
 * @param advice what to try next; null when the reply must name the way to a person at once, because this was not the first miss
 */
export function missReply(
  voice: Voice,
  opening: string,
  recorded: boolean,
  advice: string | null,
  origin: Origin | null,
): Reply {
  const { locale, contact } = voice
  const { bot } = locale
  const person = paragraphs(
    fillMarkdown(bot.offerPerson, { institution: institutionName(contact, locale) }),
    contactList(contact, locale),
  )
  // Without a record no editor will see the question, so the citizen needs another way now.
  const next = recorded && advice !== null ? advice : person
  return {
    parts: [[opening, recorded ? bot.recorded : ''].filter((part) => part !== '').join(' '), next],
    offers: [personOffer(locale), ...voice.starters()],
    locale,
    origin,
  }
}

/** For a citizen who needs a person now. */
export function distressReply(voice: Voice, distress: Distress, origin: Origin): Reply {
  const { locale } = voice
  return { parts: [personIn(voice, distress)], offers: [personOffer(locale)], locale, origin }
}

/** Names the way to a person before a reply that may help too. */
export function withPerson(voice: Voice, distress: Distress, reply: Reply): Reply {
  return withBefore(personIn(voice, distress), reply)
}

/** The reply with one more part before the others. */
export function withBefore(part: ReplyPart, reply: Reply): Reply {
  return { ...reply, parts: [part, ...reply.parts] }
}

function personIn({ locale, contact }: Voice, distress: Distress): string {
  const emergency = contact.emergency ?? locale.bot.emergencyUnknown
  const opening = fillMarkdown(locale.bot[distress], { institution: institutionName(contact, locale), emergency })
  return paragraphs(opening, contactList(contact, locale))
}

/** For a message that cannot be searched. */
export function unsearchableReply(
  voice: Voice,
  reason: Exclude<FallbackReason, 'not-confident'>,
  origin: Origin,
): Reply {
  const { locale } = voice
  const { bot } = locale
  const starters = voice.starters()
  const [example] = starters
  const empty = example === undefined ? bot.emptyWithoutExample : fillMarkdown(bot.empty, { example: example.title })
  const text = reason === 'empty' ? empty : fillMarkdown(bot.tooLong, { most: String(MAX_QUESTION_CHARS) })
  return { parts: [text], offers: [...starters, personOffer(locale)], locale, origin }
}

/** The configured way to a person, for when no pair tells it. */
export function contactReply(voice: Voice, origin: Origin | null): Reply {
  const { locale, contact } = voice
  const opening = fillMarkdown(locale.bot.handoff, { institution: institutionName(contact, locale) })
  return { parts: [opening, contactList(contact, locale)], offers: [], locale, origin }
}

/** A message about the chat itself, with starter questions and the way to a person. */
export function noticeReply(voice: Voice, text: string): Reply {
  return chromeReply(voice, text, [...voice.starters(), personOffer(voice.locale)])
}

/** For a vote that an answer helped. */
export function thanksReply(voice: Voice, offers: readonly Offer[]): Reply {
  return chromeReply(voice, voice.locale.bot.helpful, offers)
}

export function errorReply(voice: Voice, receipt: string): Reply {
  const { bot } = voice.locale
  const reference = fillMarkdown(bot.errorReceipt, { receipt: { markdown: receipt } })
  return chromeReply(voice, paragraphs(bot.error, contactList(voice.contact, voice.locale), reference), [])
}

/** Joins blocks of Markdown with an empty line between them; skips empty ones. */
export function paragraphs(...blocks: readonly string[]): string {
  return blocks.filter((block) => block !== '').join('\n\n')
}

function provenance({ bot }: Locale, { version, receipt }: Origin): string {
  return receipt === null
    ? ''
    : `_${fillMarkdown(bot.provenance, { version: { markdown: version }, receipt: { markdown: receipt } })}_`
}

function chromeReply({ locale }: Voice, text: string, offers: readonly Offer[]): Reply {
  return { parts: [text], offers, locale, origin: null }
}
