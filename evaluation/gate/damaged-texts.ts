import { beforeDamage } from '../../knowledge/content/import/text/clean-text.js'
import type { QnaPair } from '../../knowledge/content/qna-pair.js'
import { fold, words } from '../../knowledge/text/normalise.js'
import { isCutOff, usualCut } from './cut-off.js'
import { isMailbox, withoutLinks } from './without-links.js'

/** What is wrong with a text; stored with verdicts, so a name never changes. */
export const DAMAGES = [
  'empty',
  'error-value',
  'placeholder',
  'left-over-code',
  'wrong-encoding',
  'only-a-link',
  'repeats-question',
  'cut-off',
  'other-language',
] as const
export type Damage = (typeof DAMAGES)[number]

/** The text of a pair that is damaged: its answer, or one of its questions. */
export interface DamagedText {
  readonly pair: QnaPair
  readonly damage: Damage
  /** the damaged text itself */
  readonly text: string
}

/** What spreadsheets write where a formula failed, in the languages of their menus. */
const ERROR_VALUE =
  /#(?:¡|¿)?(?:REF|N\/[ADV]|VALUE|VALOR|WERT|VALEUR|DIV\/0|NAME|NOMBRE|NOM|NULL|NULO|NUM|SPILL)[!?]?(?![\p{L}\d])/u
/** What programs write where a value is missing. */
const NO_VALUE = /^(?:undefined|null|nan|none|nil|\[object object\]|true|false|0|n\/?[ads])\.?$/i
const OBJECT = /\[object \w{1,40}\]/
/** What stands for a text to come, and what a template leaves where it was not filled in. */
const PLACEHOLDERS: readonly RegExp[] = [
  /lorem ipsum/i,
  /\{\{[^{}]{0,60}\}\}/,
  /\$\{|<%|%\(\w{1,40}\)[sd]/,
  /<<[\p{L}_ ]{1,40}>>/u,
  /(?<![\p{L}\d%])%[sd](?![\p{L}\d])/u,
  /\[(?:insert|insertar|introducir|completar|poner|añadir|inserir|insérer|einfügen|fill in|your|tbd|todo|xxx?)(?!\p{L})/iu,
  /(?<![\p{L}\d])(?:TBD|TBC|FIXME|XXX+)(?![\p{L}\d])/iu,
]
/** TODO is also the Spanish word for "everything": only a text that begins with it, as a programmer's note does, counts. */
const TO_DO = /^\W{0,3}TODO\W{0,3}$|^\W{0,3}TODO\s?[:(–-]/
/** A text that says only that it is still to be written, as words. */
const TO_BE_WRITTEN =
  /^(?:respuesta |texto |answer |text )?(?:pendiente|por (?:definir|completar|confirmar|redactar|hacer)|to (?:be (?:defined|written|completed|confirmed)|do)|coming soon|proximamente|a completer|a definir)(?: |$)/
const MOST_WORDS_TO_SAY_SO = 6
const LEFT_OVER_CODE: readonly RegExp[] = [
  /&(?:[a-z]{2,8}|#\d{2,5}|#x[\da-f]{2,5});/i,
  /<\/?(?:br|p|div|span|b|i|u|strong|em|ul|ol|li|table|tr|td|font|img|script|style|h[1-6])[\s/>]/i,
  /\\u[\da-f]{4}|\\[nrt](?=\p{L})/iu,
  /\$t\(/,
]
/** A question mark within a word: what becomes of accents in an encoding that lacks them. */
const LOST_LETTER = /\p{Ll}\?\p{Ll}/u
/** A text beside a link that says nothing but to follow it. */
const FEWEST_WORDS = 3

/** The damaged texts of a version, one per pair and kind, without those that are only in another language. */
export function damagedTexts(pairs: readonly QnaPair[]): readonly DamagedText[] {
  const cut = usualCut(pairs.map(({ answer }) => answer))
  return pairs.flatMap((pair) => {
    const inAnswer = answerDamage(pair, cut)
    if (inAnswer !== null) return [{ pair, damage: inAnswer, text: pair.answer }]
    for (const text of [pair.question, ...pair.alternateQuestions]) {
      const damage = textDamage(text)
      if (damage !== null) return [{ pair, damage, text }]
    }
    return []
  })
}

function answerDamage({ question, answer }: QnaPair, cut: number | null): Damage | null {
  const found = textDamage(answer)
  if (found !== null) return found
  if (isOnlyALink(answer)) return 'only-a-link'
  if (words(answer).join(' ') === words(question).join(' ')) return 'repeats-question'
  return isCutOff(answer, cut) ? 'cut-off' : null
}

/** The damage that a question can have as well as an answer. */
function textDamage(text: string): Damage | null {
  const shown = text.trim()
  const said = words(shown)
  if (said.length === 0) return 'empty'
  if (ERROR_VALUE.test(shown) || NO_VALUE.test(shown) || OBJECT.test(shown)) return 'error-value'
  const plain = withoutLinks(shown)
  if (PLACEHOLDERS.some((sign) => sign.test(plain)) || TO_DO.test(shown)) return 'placeholder'
  if (said.length <= MOST_WORDS_TO_SAY_SO && TO_BE_WRITTEN.test(fold(said.join(' ')))) return 'placeholder'
  if (LEFT_OVER_CODE.some((sign) => sign.test(plain))) return 'left-over-code'
  return beforeDamage(shown) !== null || LOST_LETTER.test(plain) ? 'wrong-encoding' : null
}

/** An address to write to is an answer by itself. */
function isOnlyALink(answer: string): boolean {
  const rest = withoutLinks(answer)
  return rest !== answer && words(rest).length < FEWEST_WORDS && !answer.split(/\s/).some(isMailbox)
}
