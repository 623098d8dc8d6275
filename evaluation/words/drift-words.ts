import { decimal } from '../../knowledge/words/decimal.js'
import { plainWords, say, type Values } from '../../knowledge/words/message.js'
import type { DriftRates, DriftSignal, DriftVerdict } from '../drift/detect-drift.js'
import type { Locale } from './locale.js'

/** The text that says whether citizens ask differently, and in which respects. */
export function driftSaid({ alarms, figures, tooFew }: DriftVerdict, { drift, language }: Locale): string {
  const text = (name: keyof Locale['drift'], values?: Values) => plainWords(say(drift[name], language, values))
  const share = (value: number | null) =>
    value === null ? text('notMeasured') : text('share', { percent: String(Math.round(value * 100)) })
  const change = (rates: DriftRates | null) =>
    rates === null ? text('notMeasured') : text('change', { before: share(rates.reference), now: share(rates.live) })
  const signal = (name: DriftSignal) => {
    switch (name) {
      case 'confidencePsi': {
        const { confidencePsi } = figures
        return text(name, { index: confidencePsi === null ? text('notMeasured') : decimal(confidencePsi, 2, language) })
      }
      case 'languageShift':
        return text(name, { share: share(figures.languageShift) })
      case 'fallbackRise':
        return text(name, { change: change(figures.fallbackRate) })
      case 'unseenRise':
        return text(name, { change: change(figures.unseenRate) })
      case 'notHelpfulRise':
        return text(name, { change: change(figures.notHelpfulRate) })
    }
  }
  if (alarms.length > 0) return text('found', { list: alarms.map(signal).join('; ') })
  return text(tooFew === null ? 'none' : 'unknown')
}

/** The text that says why there is no verdict on drift. */
export function tooFewSaid(tooFew: NonNullable<DriftVerdict['tooFew']>, { drift, language }: Locale): string {
  return plainWords(say(drift.tooFew, language, { ...tooFew }))
}
