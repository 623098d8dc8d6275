import { escapeMarkdown, markdownLink } from './answer-text.js'
import type { Locale } from './locale.js'
import { fill } from './template.js'

/** How a citizen reaches a person. */
export interface Contact {
  readonly institution: string
  readonly phone: string | null
  readonly email: string | null
  /** when a person answers, in words that fit every language */
  readonly hours: string | null
  /** address of a page with every way to get in touch */
  readonly page: string | null
}

/** The ways to a person as a Markdown list. */
export function contactList({ institution, phone, email, hours, page }: Contact, { bot }: Locale): string {
  const lines: string[] = []
  if (phone !== null) {
    const shown = { markdown: markdownLink(phone, `tel:${phone.replace(/[^\d+]/g, '')}`) }
    lines.push(
      hours === null
        ? fill(bot.contactPhone, { phone: shown })
        : fill(bot.contactPhoneWithHours, { phone: shown, hours }),
    )
  } else if (hours !== null) {
    lines.push(fill(bot.contactHours, { hours }))
  }
  if (email !== null)
    lines.push(fill(bot.contactEmail, { email: { markdown: markdownLink(email, `mailto:${email}`) } }))
  if (page !== null) lines.push(fill(bot.contactPage, { page: { markdown: markdownLink(hostOf(page), page) } }))
  if (lines.length === 0) return fill(bot.contactUnknown, { institution })
  return lines.map((line) => `- ${line}`).join('\n')
}

/** The address without what a reader does not need; whole when it is no address. */
export function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address
}

/** A pair's source: a link when it is a web address, else its words. */
export function sourceMarkdown(source: string): string {
  return /^https?:\/\//i.test(source) ? markdownLink(hostOf(source), source) : escapeMarkdown(source)
}
