import type { Decision } from '../../../knowledge/search/outcome.js'
import { contactReply } from '../../reply/replies.js'
import { giveContact } from '../outcome/give-outcome.js'
import { chosenByName, givePair, translated } from '../outcome/give-pair.js'
import { decisionOn, type TurnResult } from '../outcome/turn.js'
import type { Heard } from './heard.js'

/** The citizen asks for a person by button. The reply is the editors' own text if they wrote one, otherwise the configured contact. */
export async function person({ choice, turn }: Heard): Promise<TurnResult | null> {
  if (choice?.kind !== 'person') return null
  const { parts, voice, chat } = turn
  const { buttons, language } = voice.locale
  let decision: Decision
  try {
    decision = await decisionOn(turn, buttons.person)
  } catch (error) {
    // A citizen must reach a person even when everything else has failed.
    parts.logFailure(error, 'the assistant failed, so the configured contact is given')
    return { reply: contactReply(voice, null), chat: { ...chat, misses: 0 } }
  }
  const { outcome, version } = decision
  if (outcome.kind !== 'handoff' || outcome.pair === null) return giveContact(turn, version)
  const pair = translated(turn, outcome.pair, version)
  if (pair.language !== language) return giveContact(turn, version)
  return givePair(turn, pair, version, chosenByName(buttons.person, pair))
}
