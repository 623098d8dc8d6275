import type { Contact } from '../../bot/reply/contact.js'
import { type SettingName, type SettingValues, settingEntries } from './settings.js'

/** The institution, and how a person is reached there. */
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

/** Part of the contact is missing, or the institution is still the fictional one. */
export type InstitutionConcern =
  | { readonly kind: 'institution-incomplete'; readonly settings: readonly SettingName[] }
  | { readonly kind: 'institution-fictional' }

/** A problem with the contact that citizens are shown, or null. */
export function institutionConcern(values: SettingValues): InstitutionConcern | null {
  const ofSample = settingEntries().flatMap(([name, setting]) => (setting.ofSample ? [name] : []))
  const settings = ofSample.filter((name) => values[name] === null)
  if (settings.length > 0) return { kind: 'institution-incomplete', settings }
  const fictional = settingEntries().every(([name, { ofSample: own, fallback }]) => !own || values[name] === fallback)
  return fictional ? { kind: 'institution-fictional' } : null
}

/** The concern for the log, which is in English. */
export function institutionWarning(concern: InstitutionConcern): string {
  return concern.kind === 'institution-fictional'
    ? 'citizens are shown a fictional institution until INSTITUTION_NAME and the others are set'
    : `not set, so citizens are not shown any: ${concern.settings.join(', ')}`
}
