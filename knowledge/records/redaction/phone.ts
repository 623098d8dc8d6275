import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { beginWithDate, type DigitGroup, digitRuns, isAmount, isCompactDate, isYear } from './digit-groups.js'
import type { Span } from './plain-view.js'
import type { Recogniser } from './recogniser.js'

interface HomeCountry {
  readonly country: CountryCode
  /** cheap filter before the library's check */
  readonly shape: RegExp
  /** required group sizes, where an ungrouped number could also be a case number */
  readonly grouped?: RegExp
}

/** Countries whose numbers are recognised without a prefix. */
const HOME_COUNTRIES: readonly HomeCountry[] = [
  { country: 'ES', shape: /^[6-9]\d{8}$/ },
  { country: 'LV', shape: /^[268]\d{7}$/ },
  { country: 'EE', shape: /^[58]\d{7}$/ },
  { country: 'US', shape: /^[2-9]\d\d[2-9]\d{6}$/ },
  { country: 'FR', shape: /^0[1-9]\d{8}$/ },
  { country: 'PT', shape: /^9\d{8}$/ },
  { country: 'CL', shape: /^9\d{8}$/ },
  { country: 'PE', shape: /^9\d{8}$/ },
  { country: 'CO', shape: /^3\d{9}$/, grouped: /^(?:10|3-7)$/ },
  { country: 'EC', shape: /^09\d{8}$/ },
  { country: 'UY', shape: /^09\d{7}$/ },
  { country: 'MX', shape: /^[2-9]\d{9}$/, grouped: /^2-4-4$/ },
  { country: 'AR', shape: /^11\d{8}$/, grouped: /^2-4-4$/ },
]
/** A home country's prefix without the plus sign. */
const BARE_PREFIX = /^(?:34[6-9]\d{8}|371[268]\d{7}|372\d{7,8}|1[2-9]\d\d[2-9]\d{6})$/
const SPANISH_MOBILE = /^[67]\d{8}$/
/** With these groups it is a phone number even if the area code does not exist. */
const US_GROUPS = '3-3-4'
const ROUND = /0{4}$/
const THOUSANDS = /^\d{1,3}(?:[. ]\d{3})+$/

const MIN_DIGITS = 7
const MAX_DIGITS = 15

/**
 * Most look-ups in the library's tables for one text. Each takes up to a tenth of a millisecond, and a text of loose digits would ask for
 * thousands. After these, the shape of a number decides alone: rather too much is removed than too little.
 */
const MOST_LOOKUPS = 100

/**
 * Phone numbers: of any country when they begin with `+` or `00`, of some countries (`HOME_COUNTRIES`) also without.
 * Dates, years, sums of money and references such as `39/2015` are left alone. Seven digits alone (Estonian landlines) are too
 * ambiguous: they are recognised where words announce them, see `announced`.
 */
export const phone: Recogniser = {
  kind: 'phone',
  *find(text) {
    const tables = limitedTables()
    for (const groups of digitRuns(text)) yield* phonesIn(text, groups, tables)
  },
}

/** What is known about the numbers of all countries. */
interface Tables {
  /** @param country where the number has no international prefix */
  isValid(number: string, country?: CountryCode): boolean
  isPossible(number: string): boolean
}

function limitedTables(): Tables {
  let lookups = 0
  const isLimitReached = () => ++lookups > MOST_LOOKUPS
  return {
    isValid: (number, country) => isLimitReached() || (parsePhoneNumberFromString(number, country)?.isValid() ?? false),
    isPossible: (number) => isLimitReached() || (parsePhoneNumberFromString(number)?.isPossible() ?? false),
  }
}

function* phonesIn(text: string, groups: readonly DigitGroup[], tables: Tables): Generator<Span> {
  for (let first = 0; first < groups.length; first++) {
    const rest = groups.slice(first, first + MAX_DIGITS)
    if (beginWithDate(rest)) {
      first += 2
      continue
    }
    const { start } = spanOf(rest)
    const opening = /(?:\(?\+ ?\(?|\()$/.exec(text.slice(Math.max(0, start - 4), start))
    const taken = opening?.[0].includes('+') ? internationalGroups(rest, tables) : homeGroups(text, rest, tables)
    if (taken === 0) continue
    const { end } = spanOf(rest.slice(0, taken))
    if (isAmount(text, { start, end })) continue
    const isOpened = opening !== null && (opening[0].includes('+') || text.slice(start, end).includes(')'))
    yield { start: isOpened ? start - opening[0].length : start, end }
    first += taken - 1
  }
}

/** How many groups form a number after a plus sign; a number that does not exist is treated as mistyped. */
function internationalGroups(groups: readonly DigitGroup[], tables: Tables): number {
  const choices = prefixes(groups)
  const existing = choices.findLast(({ digits }) => tables.isValid(`+${digits}`))
  const possible = existing ?? choices.find(({ digits }) => tables.isPossible(`+${digits}`))
  return (possible ?? choices.at(-1))?.count ?? 0
}

function homeGroups(text: string, groups: readonly DigitGroup[], tables: Tables): number {
  const isNumber = groups[0]?.digits.startsWith('00') ? isDialledAbroad : isHomeNumber
  const found = prefixes(groups).findLast(({ count, digits }) => isNumber(text, groups.slice(0, count), digits, tables))
  return found?.count ?? 0
}

function isDialledAbroad(text: string, groups: readonly DigitGroup[], digits: string, tables: Tables): boolean {
  return standsAlone(text, spanOf(groups), digits) && tables.isValid(`+${digits.slice(2)}`)
}

function isHomeNumber(text: string, groups: readonly DigitGroup[], digits: string, tables: Tables): boolean {
  const span = spanOf(groups)
  if (!standsAlone(text, span, digits) || groups.every((group) => isYear(group.digits)) || isCompactDate(digits)) {
    return false
  }
  if (groups.some(({ before, digits }) => before.includes('/') && isYear(digits))) return false
  if (digits.length <= 8 && (ROUND.test(digits) || THOUSANDS.test(text.slice(span.start, span.end)))) return false
  return isValidAtHome(digits, groups.map((group) => group.digits.length).join('-'), tables)
}

function isValidAtHome(digits: string, sizes: string, tables: Tables): boolean {
  if (sizes === US_GROUPS) return true
  if (BARE_PREFIX.test(digits)) return tables.isValid(`+${digits}`)
  return HOME_COUNTRIES.some(
    ({ country, shape, grouped }) =>
      grouped?.test(sizes) !== false && shape.test(digits) && tables.isValid(digits, country),
  )
}

/** Adjacent letters make it a reference (`BOE-A-2015-10565`), unless it has the form of a Spanish mobile number (`al612345678`). */
function standsAlone(text: string, { start, end }: Span, digits: string): boolean {
  const before = text.slice(Math.max(0, start - 2), start)
  const after = text.slice(end, end + 1)
  const beside = /[\p{L}\p{N}][-/_#(]?$/u.test(before) || /[-/]$/.test(before) || /^[\p{L}\p{N}]/u.test(after)
  return !beside || (end - start === digits.length && SPANISH_MOBILE.test(digits))
}

function spanOf(groups: readonly DigitGroup[]): Span {
  return { start: groups[0]?.start ?? 0, end: groups.at(-1)?.end ?? 0 }
}

/** The first one, two, … groups joined, up to the length of a phone number. */
function prefixes(groups: readonly DigitGroup[]): readonly { readonly count: number; readonly digits: string }[] {
  const found: { count: number; digits: string }[] = []
  let digits = ''
  for (const [position, group] of groups.entries()) {
    digits += group.digits
    if (digits.length > MAX_DIGITS + 2) break
    if (digits.length >= MIN_DIGITS) found.push({ count: position + 1, digits })
  }
  return found
}
