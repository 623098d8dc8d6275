import { plainWords, say, type Values } from '../../knowledge/words/message.js'
import type { Estimate } from '../statistics/estimate.js'
import type { Locale } from '../words/locale.js'
import type { ReportText } from '../words/report-texts.js'

/** Texts, numbers and dates of a report in the format of its language. */
export interface ReportWords {
  readonly locale: Locale
  text(name: ReportText, values?: Values): string
  count(value: number): string
  /** a figure with three decimals; a dash for null */
  number(value: number | null): string
  /** with its 95 % interval */
  interval(estimate: Estimate | null): string
  /** milliseconds with two decimals */
  ms(value: number): string
  /** in UTC, with the name of the time zone */
  date(value: Date): string
}

export function reportWords(locale: Locale): ReportWords {
  const { language, report } = locale
  const decimals = (digits: number) =>
    new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits })
  const [counts, figures, hundredths] = [decimals(0), decimals(3), decimals(2)]
  const dates = new Intl.DateTimeFormat(language, {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: 'UTC',
    timeZoneName: 'short',
  })
  const text: ReportWords['text'] = (name, values) => plainWords(say(report[name], language, values))
  const number = (value: number | null) => (value === null ? '–' : figures.format(value))
  return {
    locale,
    text,
    count: (value) => counts.format(value),
    number,
    interval: (estimate) => {
      if (estimate === null) return number(null)
      const { value, low, high } = estimate
      return text('interval', { value: number(value), low: number(low), high: number(high) })
    },
    ms: (value) => hundredths.format(value),
    date: (value) => dates.format(value),
  }
}
