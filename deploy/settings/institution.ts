import type { Contact } from '../../bot/reply/contact.js'
import { type SettingName, type SettingValues, settingEntries } from './settings.js'

/** Who answers, and how a person is reached there. */
export function contactOf(values: SettingValues): Contact {
  return {
    institution: values.INSTITUTION_NAME,
    phone: values.INSTITUTION_PHONE,
    email: values.INSTITUTION_EMAIL,
    hours: values.INSTITUTION_HOURS,
    page: values.INSTITUTION_PAGE,
    emergency: values.EMERGENCY_NUMBER,
  }
}

/** What an operator should know about who citizens are told to turn to, or null. */
export function institutionWarning(values: SettingValues): string | null {
  const ofSample = settingEntries().flatMap(([name, setting]) => (setting.ofSample ? [name] : []))
  const absent = ofSample.filter((name: SettingName) => values[name] === null)
  if (absent.length > 0) return `not set, so citizens are not shown any: ${absent.join(', ')}`
  const fictional = settingEntries().every(([name, { ofSample: own, fallback }]) => !own || values[name] === fallback)
  return fictional ? 'citizens are shown a fictional institution until INSTITUTION_NAME and the others are set' : null
}
