import { settingWords } from '../settings/setting-words.js'
import { settingGroups } from '../settings/table.js'
import type { CliWords } from './words.js'

/** The settings as plain text, for `ventanilla serve --help` and `ventanilla settings`. */
export function settingsText(words: CliWords): string {
  const { group: groupSaid, about } = settingWords(words.language)
  return settingGroups()
    .map(([group, settings]) =>
      [
        `${groupSaid(group)}:`,
        ...settings.map(([name, { fallback }]) => {
          const { meaning, shape } = about(name)
          const line = words.say('settings.line', { shape, fallback: fallbackSaid(fallback, words) })
          return [`  ${name}`, `      ${meaning}`, `      ${line}`].join('\n')
        }),
      ].join('\n'),
    )
    .join('\n')
}

function fallbackSaid(fallback: string | null, words: CliWords): string {
  if (fallback === null) return words.say('settings.none')
  return fallback === '' ? words.say('settings.empty') : fallback
}
