import type { Locale } from '../locale.js'
import { escapeMarkdown, markdownLink } from './answer-text.js'
import { fillMarkdown } from './fill-markdown.js'
import { telAddress } from './tel-address.js'

/** How a citizen reaches a person. */
export interface Contact {
  /** its name; null when it is not configured */
  readonly institution: string | null
  readonly phone: string | null
  readonly email: string | null
  /** when a person answers, in a wording that fits every language */
  readonly hours: string | null
  /** address of a page with every way to get in touch */
  readonly page: string | null
  /** the number to call in danger, e.g. `112`; null when it is not configured */
  readonly emergency: string | null
}

/** The institution's name, or "the institution" when it is not configured. */
export function institutionName({ institution }: Contact, { bot }: Locale): string {
  return institution ?? bot.institution
}

/** The ways to reach a person, as a Markdown list. */
export function contactList(contact: Contact, locale: Locale): string {
  const { phone, email, hours, page } = contact
  const { bot } = locale
  const lines: string[] = []
  if (phone !== null) {
    const address = telAddress(phone)
    const shown = address === null ? phone : { markdown: markdownLink(phone, address) }
    lines.push(
      hours === null
        ? fillMarkdown(bot.contactPhone, { phone: shown })
        : fillMarkdown(bot.contactPhoneWithHours, { phone: shown, hours }),
    )
  } else if (hours !== null) {
    lines.push(fillMarkdown(bot.contactHours, { hours }))
  }
  if (email !== null)
    lines.push(fillMarkdown(bot.contactEmail, { email: { markdown: markdownLink(email, `mailto:${email}`) } }))
  if (page !== null) lines.push(fillMarkdown(bot.contactPage, { page: { markdown: markdownLink(hostOf(page), page) } }))
  if (lines.length === 0) return fillMarkdown(bot.contactUnknown, { institution: institutionName(contact, locale) })
  return lines.map((line) => `- ${line}`).join('\n')
}

/** The host of a web address; the whole text when it is not an address. */
export function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address
}

/** A pair's source: a link when it is a web address, else its words. */
export function sourceMarkdown(source: string): string {
  return /^https?:\/\//i.test(source) ? markdownLink(hostOf(source), source) : escapeMarkdown(source)
}
