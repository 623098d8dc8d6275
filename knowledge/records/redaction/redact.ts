import { accountNumbers } from './account-number.js'
import { announced } from './announced.js'
import { card } from './card.js'
import { email } from './email.js'
import { iban } from './iban.js'
import { latvianCode } from './latvian-code.js'
import { link } from './link.js'
import { nationalIds } from './national-ids.js'
import { phone } from './phone.js'
import { plainView, type Span } from './plain-view.js'
import type { PersonalDataKind, Recogniser } from './recogniser.js'
import { spanishIds } from './spanish-id.js'
import { usNumber } from './us-number.js'

/** In order: later recognisers do not see what an earlier one has found. */
const RECOGNISERS: readonly Recogniser[] = [
  link,
  email,
  iban,
  ...spanishIds,
  latvianCode,
  usNumber,
  ...accountNumbers,
  ...nationalIds,
  card,
  ...announced,
  phone,
]

/** Replaces what has been found; it cannot occur in a plain view. */
const MASK = '\u0000'

/** A text without personal data. */
export interface Redacted {
  readonly text: string
  /** what was removed, e.g. `[{"kind":"phone","count":1}]` */
  readonly found: readonly { readonly kind: PersonalDataKind; readonly count: number }[]
}

/**
 * Replaces personal data in a text by `<email>`, `<phone>`, `<iban>`, `<card>`, `<id>` or `<link>`; the rest stays unchanged.
 *
 * Recognised: e-mail addresses; phone numbers; bank accounts (IBAN; national forms of Spain, Argentina and Mexico) and payment
 * cards; personal numbers of Spain, Latvia, the United States and the countries of `national-ids.ts`; numbers announced as one of
 * these (`mi DNI es …`); user names, passwords and queries inside web addresses. Spaces, full-width or Arabic digits and invisible
 * characters do not hide them.
 *
 * NOT recognised: names of persons, street addresses, dates of birth, health or family matters, numbers spelled out in words,
 * personal numbers of other countries, or without a check digit, unless announced, vehicle plates, case numbers. Redacted texts
 * must therefore still be kept confidential, and only for a limited time.
 *
 * Takes time proportional to the length of the text.
 */
export function redact(text: string): Redacted {
  const view = plainView(text)
  let unseen = view.text
  const replacements: (Span & { readonly kind: PersonalDataKind })[] = []
  for (const { kind, find } of RECOGNISERS) {
    const spans = [...find(unseen)]
    for (const span of spans) replacements.push({ kind, ...view.original(span) })
    unseen = mask(unseen, spans)
  }
  replacements.sort((a, b) => a.start - b.start)
  return { text: replaceAll(text, replacements), found: counts(replacements) }
}

function mask(text: string, spans: readonly Span[]): string {
  let masked = ''
  let at = 0
  for (const { start, end } of spans) {
    if (start < at) continue
    masked += text.slice(at, start) + MASK.repeat(end - start)
    at = end
  }
  return masked + text.slice(at)
}

function replaceAll(text: string, replacements: readonly (Span & { readonly kind: PersonalDataKind })[]): string {
  let redacted = ''
  let at = 0
  for (const { kind, start, end } of replacements) {
    if (start >= at) redacted += `${text.slice(at, start)}<${kind}>`
    at = Math.max(at, end)
  }
  return redacted + text.slice(at)
}

function counts(replacements: readonly { readonly kind: PersonalDataKind }[]): Redacted['found'] {
  const byKind = new Map<PersonalDataKind, number>()
  for (const { kind } of replacements) byKind.set(kind, (byKind.get(kind) ?? 0) + 1)
  return [...byKind].map(([kind, count]) => ({ kind, count }))
}
