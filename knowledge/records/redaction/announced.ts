import { beginWithDate, digitRuns, isAmount } from './digit-groups.js'
import type { Span } from './plain-view.js'
import { digitsOf, type PersonalDataKind, type Recogniser } from './recogniser.js'

interface Announcement {
  readonly kind: PersonalDataKind
  /** words that say what kind of number is beside them; without accents, as in the plain view */
  readonly words: string
  readonly minDigits: number
}

const ANNOUNCEMENTS: readonly Announcement[] = [
  {
    kind: 'id',
    words:
      'd\\.?n\\.?i\\.?|n\\.?i\\.?e\\.?|n\\.?i\\.?f\\.?|t\\.?i\\.?e\\.?|documento|identidad|identificacion|pasaporte|seguridad social|passport|identity|id|personal code|ssn|social security|itin|tax id|personas kods|personas kodu|isikukood|isikukoodi|cedula|carnet|curp|cuil|cpf|identite|identidade|securite sociale|contribuinte|passeport|passaporte',
    minDigits: 5,
  },
  {
    kind: 'phone',
    words:
      'tel|telf|tlf|tfno|tfn|telefono|movil|celular|fijo|whatsapp|wasap|llamame|llamadme|llamenme|llamar|phone|telephone|mobile|cell|call me|talr|talrunis|talrunu|telefon|telefoni|mobiil|telemovel|portable|appelez|ligue',
    minDigits: 6,
  },
  { kind: 'card', words: 'tarjeta|visa|mastercard|card|karte|kaart|carte|cartao', minDigits: 12 },
  { kind: 'iban', words: 'iban|cuenta|ccc|account|konts|konta|konto|compte|conta', minDigits: 10 },
]

/** One of the parts that may be between the words and the number. */
const BETWEEN =
  /[ :=#,.(\u00bf?"'-]{1,4}|\b(?:numero|number|num|nro|nr|no|n|es|el|la|al|on|at|is|was|are|era|my|mi|de|del|of|the|with|con|card|tarjeta|personal|siguiente|following|ir|on|est|le|du|au|mon|ma|meu|minha|do|da|ciudadania|extranjeria|cidadao|espanol|spanish|o)\b/iuy
const MOST_BETWEEN = 10
const TOKEN =
  '[a-z]{0,3}-?\\d(?:[ .\\-/]{0,2}\\d){4,24}(?:-?[a-z](?![\\p{L}\\p{N}]))?(?! ?(?:[€$£%]|eur))(?![\\p{L}\\p{N}])'
const AT_ONCE = new RegExp(TOKEN, 'iuy')
const BEFORE = new RegExp(
  `(?<![\\p{L}\\p{N}])(${TOKEN})[ ,.(:=-]{0,3}(?:(?:es|is|era|was) )?(?:(?:mi|my|el|the) )?$`,
  'iu',
)
const COMPANY = /^[a-hjnp-suvw][ .-]?\d{7}[ .-]?[\da-j]$/i
const LONGEST_TOKEN_BEFORE = 48

/**
 * Numbers that the words beside them announce (`mi DNI es 12345678A`, `llámame al 4567890`), even with a wrong checksum: a
 * mistyped number can still identify its owner. Dates and sums of money are left alone.
 */
export const announced: readonly Recogniser[] = ANNOUNCEMENTS.map((announcement) => {
  const word = new RegExp(`(?<![\\p{L}\\p{N}])(?:${announcement.words})(?![\\p{L}\\p{N}])`, 'giu')
  return {
    kind: announcement.kind,
    *find(text) {
      for (const { 0: words, index } of text.matchAll(word)) {
        const span = tokenAfter(text, index + words.length) ?? tokenBefore(text, index)
        if (span !== null && isPersonal(text, span, announcement)) yield span
      }
    },
  }
})

/** Looks no further than a number can begin, so one loop without a way back finds what an expression would try in every order. */
function tokenAfter(text: string, from: number): Span | null {
  let start = from
  for (let parts = 0; parts < MOST_BETWEEN; parts++) {
    BETWEEN.lastIndex = start
    if (!BETWEEN.test(text)) break
    start = BETWEEN.lastIndex
  }
  AT_ONCE.lastIndex = start
  return AT_ONCE.test(text) ? { start, end: AT_ONCE.lastIndex } : null
}

function tokenBefore(text: string, end: number): Span | null {
  const from = Math.max(0, end - LONGEST_TOKEN_BEFORE)
  const found = BEFORE.exec(text.slice(from, end))
  const token = found?.[1]
  if (found === null || token === undefined) return null
  const start = from + found.index
  return { start, end: start + token.length }
}

function isPersonal(text: string, span: Span, { kind, minDigits }: Announcement): boolean {
  const token = text.slice(span.start, span.end)
  if (digitsOf(token).length < minDigits || isAmount(text, span)) return false
  if (kind === 'id' && COMPANY.test(token)) return false
  const [groups = []] = digitRuns(token)
  return !beginWithDate(groups) && !/^(?:19|20)\d\d[ /-]+(?:19|20)\d\d$/.test(token)
}
