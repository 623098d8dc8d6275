import { setImmediate as nextTurn } from 'node:timers/promises'
import { type QnaPair, ROLE_KEY } from '../../../knowledge/content/qna-pair.js'
import { type Decision, shownPairs } from '../../../knowledge/search/outcome.js'
import { followUpIn, subjectStems } from '../../message/follow-up.js'
import { namesSubject } from '../../message/remark.js'
import { fillMarkdown } from '../../reply/fill-markdown.js'
import { pairOffer } from '../../reply/offers.js'
import { askAbout } from '../outcome/ask-about.js'
import { givePair, grounds, translated } from '../outcome/give-pair.js'
import { decisionOn, elsewhere, type Turn, type TurnResult } from '../outcome/turn.js'
import type { Heard } from './heard.js'

/** A message with more sentences tells a story that no answer fits. */
const MOST_SENTENCES = 12
/** A sentence's pair counts only when it is among this many pairs closest to the whole message. */
const MOST_SUPPORTED = 3

/** After the end of a sentence ("S. L." is not one), and before each item of a list. White space is one character long by now. */
const BETWEEN_SENTENCES = /(?<=[?!…;]|[\p{L}\p{N}]{3}\.)\s|\n|\s(?=\d{1,2}[).]\s)|\s(?=[•*-]\s)/u

/** A sentence of a message, and the decision on it alone. */
interface SentenceDecision {
  readonly sentence: string
  readonly decision: Decision
}

/** A message with several questions, or with one question inside a story. */
export async function severalQuestions(heard: Heard): Promise<TurnResult | null> {
  const { turn, decision } = await heard.understood()
  return answerSeveral(elsewhere(turn), decision)
}

/**
 * Answers a message by its sentences. If several questions have different answers, it answers the first and offers the others. If the
 * search finds nothing for the whole message, it asks about the pairs that its sentences find. Null when neither applies.
 *
 * @param whole the decision on the whole message
 */
async function answerSeveral(turn: Turn, whole: Decision): Promise<TurnResult | null> {
  const { outcome } = whole
  if (outcome.kind === 'fallback' && outcome.reason !== 'not-confident') return null
  const sentences = sentencesWithSubject(turn)
  const marked = sentences.filter((sentence) => sentence.includes('?'))
  const questions = marked.length > 0 ? marked : sentences
  const several = questions.length > 1 ? await answerQuestions(turn, whole, questions) : null
  if (several !== null || outcome.kind !== 'fallback') return several
  return askAboutSentences(turn, whole, sentences)
}

/** The sentences that name a subject; empty when the message has only one sentence. */
function sentencesWithSubject({ parts, text }: Turn): readonly string[] {
  const { locales } = parts
  const sentences = text.split(BETWEEN_SENTENCES).filter((sentence) => sentence.trim() !== '')
  if (sentences.length < 2 || sentences.length > MOST_SENTENCES) return []
  // The first question cannot follow up on an earlier one: "¿A qué hora abren?"
  return sentences.filter(
    (one, place) => namesSubject(one, locales) && (place === 0 || followUpIn(one, locales) !== 'no-subject'),
  )
}

async function answerQuestions(
  turn: Turn,
  { outcome }: Decision,
  questions: readonly string[],
): Promise<TurnResult | null> {
  const asked = await askEach(turn, questions)
  const answered = asked.filter(isAnswered)
  const given = distinct([...answered, ...asked.filter((one) => isTelling(one.sentence, turn) && hasFound(one))])
  const wholes = outcome.kind === 'answered' ? outcome.pair.id : null
  const isOfWhole = wholes === null || given.some(({ decision }) => pairFound(decision)?.id === wholes)
  const areSeveral = distinct(answered).length > 1 || (answered.length > 0 && isOfWhole && given.length > 1)
  return areSeveral ? answerFirst(turn, given) : null
}

async function askAboutSentences(
  turn: Turn,
  whole: Decision,
  sentences: readonly string[],
): Promise<TurnResult | null> {
  const telling = sentences.filter((sentence) => isTelling(sentence, turn))
  const asked = await askEach(turn, telling)
  const found = distinct(asked.filter(({ decision }) => isSupported(pairFound(decision), whole)))
  const pairs = found.flatMap(({ decision }) => pairFound(decision) ?? [])
  if (pairs.length === 0) return null
  const confidence = Math.max(...found.map(({ decision }) => decision.outcome.confidence))
  return askAbout(turn, whole, pairs, confidence)
}

/** A single subject word is similar to many pairs. */
function isTelling(sentence: string, { parts }: Turn): boolean {
  return subjectStems(sentence, parts.locales).length > 1
}

/** One after another: a search hardly waits for anything, so that all together would keep everybody else waiting. */
async function askEach(turn: Turn, sentences: readonly string[]): Promise<readonly SentenceDecision[]> {
  const asked: SentenceDecision[] = []
  for (const sentence of sentences) {
    await nextTurn()
    asked.push({ sentence, decision: await decisionOn(turn, sentence) })
  }
  return asked
}

/** The best pair for a sentence; null when it has a role, such as small talk. */
function pairFound(decision: Decision | undefined): QnaPair | null {
  const [best] = decision === undefined ? [] : shownPairs(decision.outcome)
  return best === undefined || best.metadata[ROLE_KEY] !== undefined ? null : best
}

function hasFound({ decision }: SentenceDecision): boolean {
  return pairFound(decision) !== null
}

function isAnswered(one: SentenceDecision): boolean {
  return one.decision.outcome.kind === 'answered' && hasFound(one)
}

/**
 * Whether the whole message is close to the pair too. The best of ten sentences is close to some pair by chance: without this check it
 * was wrong two times in three.
 */
function isSupported(pair: QnaPair | null, { candidates }: Decision): boolean {
  return candidates.slice(0, MOST_SUPPORTED).some((candidate) => candidate.pair.id === pair?.id)
}

/** Keeps the first sentence for each pair. */
function distinct(asked: readonly SentenceDecision[]): readonly SentenceDecision[] {
  const ids = asked.map(({ decision }) => pairFound(decision)?.id)
  return asked.filter((_, i) => ids.indexOf(ids[i]) === i)
}

async function answerFirst(turn: Turn, answered: readonly SentenceDecision[]): Promise<TurnResult | null> {
  const given = answered.flatMap(({ sentence, decision }) => {
    const pair = pairFound(decision)
    return pair === null ? [] : [{ sentence, decision, pair: translated(turn, pair, decision.version) }]
  })
  const [first, ...others] = given
  if (first === undefined) return null
  const { sentence, decision, pair } = first
  const opening = fillMarkdown(turn.voice.locale.bot.severalQuestions, { question: pair.question })
  const waiting = others.map((other) => pairOffer(other.pair))
  const withOthers = { ...turn, chat: { ...turn.chat, waiting } }
  return givePair(withOthers, pair, decision.version, grounds(sentence, decision), { opening, offers: [] })
}
