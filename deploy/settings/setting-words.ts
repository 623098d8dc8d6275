import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { packagePath } from '../../knowledge/basics/package-path.js'
import { COMMON_LANGUAGE } from '../../knowledge/words/locale-files.js'
import { plainWords, say } from '../../knowledge/words/message.js'
import { languagesOf } from '../../knowledge/words/words.js'
import { USUAL_GATE_LIMITS } from './gate-limits.js'
import { SETTING_GROUPS, SETTINGS, type SettingGroup, type SettingName } from './settings.js'

/** The meaning of a setting, and the format of a valid value. */
export interface SettingTexts {
  readonly meaning: string
  readonly shape: string
}

/** The settings explained in one language. */
export interface SettingWords {
  group(name: SettingGroup): string
  about(name: SettingName): SettingTexts
}

const FOLDER = packagePath('deploy', 'settings', 'locales')

const text = z.string().trim().min(1)
const NAMES = Object.keys(SETTINGS) as readonly SettingName[]

const translationSchema = z.strictObject({
  groups: z.record(z.enum(SETTING_GROUPS), text),
  settings: z.record(z.enum(NAMES), z.strictObject({ meaning: text, shape: text })),
})

const ENGLISH: SettingWords = { group: (name) => name, about: (name) => SETTINGS[name] }

/** The explanations of the settings in a language; the English ones of the settings themselves when there is no translation. */
export function settingWords(language: string): SettingWords {
  return settingLanguages().includes(language) && language !== COMMON_LANGUAGE ? translated(language) : ENGLISH
}

/** The languages in which the settings are explained, in alphabetical order. */
export function settingLanguages(): readonly string[] {
  return [COMMON_LANGUAGE, ...languagesOf(FOLDER)].sort()
}

function translated(language: string): SettingWords {
  const { groups, settings } = translationSchema.parse(
    JSON.parse(readFileSync(join(FOLDER, `${language}.json`), 'utf8')),
  )
  const said = (message: string) => plainWords(say(message, language, { limits: USUAL_GATE_LIMITS }))
  return {
    group: (name) => groups[name],
    about: (name) => ({ meaning: said(settings[name].meaning), shape: said(settings[name].shape) }),
  }
}
