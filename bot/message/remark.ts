import { isCourtesy } from '../../knowledge/text/courtesy.js'
import { isFiller } from '../../knowledge/text/filler-words.js'
import { words } from '../../knowledge/text/normalise.js'
import { type Locale, type Locales, localeSaying, saying } from '../locale.js'
import { confirms } from './confirmation.js'
import { placeInWords } from './place.js'

/** A message that asks nothing: its writer is satisfied, wonders whom they talk to, or feels misunderstood. */
export type Remark = keyof Locale['remarks']

const REMARKS = ['thanks', 'identity', 'confused'] as const satisfies readonly Remark[]

/** With or without a skin tone. */
const CONTENT_EMOJI = /^\s*(?:[👍👌🙏👏😊🙂😀😃😄🤗🥰❤💙💚💛🎉](?:\p{Emoji_Modifier}|\uFE0F|\s)*)+$/u

/** The remark that the whole message is, in any language; null when it is none. */
export function remarkIn(text: string, locales: Locales): Remark | null {
  if (CONTENT_EMOJI.test(text)) return 'thanks'
  const said = saying(text)
  return REMARKS.find((remark) => localeSaying(said, locales, ({ remarks }) => remarks[remark]) !== undefined) ?? null
}

/** Whether a message names a subject: "12345678Z", "la primera" and "quería hacer una consulta" do not. */
export function namesSubject(text: string, locales: Locales): boolean {
  if (placeInWords(text, locales) !== null) return false
  return words(text).some((word) => !/\d/.test(word) && !isFiller(word) && !isCourtesy(word))
}

/** Whether a message is a "yes". It means nothing when nothing was asked. */
export function isYes(text: string, locales: Locales): boolean {
  return confirms(saying(text), 'yes', locales)
}
