import { settingWords } from '../settings/setting-words.js'
import { settingGroups } from '../settings/table.js'
import type { CliWords } from './words.js'

/** The settings as Markdown tables: docs/settings.md contains exactly the English ones. */
export function settingsMarkdown(words: CliWords): string {
  const { group: groupSaid, about } = settingWords(words.language)
  return settingGroups()
    .map(([group, settings]) =>
      [
        `#### ${groupSaid(group)}`,
        '',
        words.say('settings.columns'),
        '| --- | --- | --- | --- |',
        ...settings.map(([name, { fallback, secret }]) => {
          const { meaning, shape } = about(name)
          const shown = secret ? `\`${name}\` ${words.say('settings.secret')}` : `\`${name}\``
          return `| ${shown} | ${cell(meaning)} | ${cell(shape)} | ${fallbackSaid(fallback, words)} |`
        }),
      ].join('\n'),
    )
    .join('\n\n')
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}

function fallbackSaid(fallback: string | null, words: CliWords): string {
  if (fallback === null) return words.say('settings.none')
  return fallback === '' ? words.say('settings.empty') : `\`${fallback}\``
}
