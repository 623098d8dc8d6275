import { isCourtesy } from '../../knowledge/text/courtesy.js'
import { isFiller } from '../../knowledge/text/filler-words.js'
import { words } from '../../knowledge/text/normalise.js'
import { type Locale, type Locales, localeSaying, saying } from '../locale.js'
import { confirms } from './confirmation.js'
import { placeInWords } from './place.js'

/** A message that asks nothing: content with what there was, wondering whom it talks to, or not understood. */
export type Remark = keyof Locale['remarks']

const REMARKS = ['thanks', 'identity', 'confused'] as const satisfies readonly Remark[]

/** With and without a colour of skin. */
const CONTENT_EMOJI = /^\s*(?:[👍👌🙏👏😊🙂😀😃😄🤗🥰❤💙💚💛🎉](?:\p{Emoji_Modifier}|\uFE0F|\s)*)+$/u

/** The remark that a message is as a whole, in any language; null where it is none. */
export function remarkIn(text: string, locales: Locales): Remark | null {
  if (CONTENT_EMOJI.test(text)) return 'thanks'
  const said = saying(text)
  return REMARKS.find((remark) => localeSaying(said, locales, ({ remarks }) => remarks[remark]) !== undefined) ?? null
}

/** Whether a message says what it is about: "12345678Z", "la primera" and "quería hacer una consulta" do not. */
export function namesSubject(text: string, locales: Locales): boolean {
  if (placeInWords(text, locales) !== null) return false
  return words(text).some((word) => !/\d/.test(word) && !isFiller(word) && !isCourtesy(word))
}

/** Whether a message is a "yes", which means nothing where nothing was asked. */
export function isYes(text: string, locales: Locales): boolean {
  return confirms(saying(text), 'yes', locales)
}
