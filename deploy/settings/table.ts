import { type Setting, type SettingGroup, type SettingName, settingEntries } from './settings.js'

type NamedSetting = readonly [name: SettingName, setting: Setting<unknown>]

/** The settings as Markdown tables: docs/settings.md contains exactly this text. */
export function settingsMarkdown(): string {
  return settingGroups()
    .map(([group, settings]) =>
      [
        `#### ${group}`,
        '',
        '| Variable | What it decides | Wanted | Default |',
        '| --- | --- | --- | --- |',
        ...settings.map(
          ([name, { meaning, shape, fallback, secret }]) =>
            `| \`${name}\`${secret ? ' (secret)' : ''} | ${cell(meaning)} | ${cell(shape)} | ${markdownFallback(fallback)} |`,
        ),
      ].join('\n'),
    )
    .join('\n\n')
}

/** The settings by group, in the order of the explanation. */
export function settingGroups(): readonly (readonly [SettingGroup, readonly NamedSetting[]])[] {
  const byGroup = new Map<SettingGroup, NamedSetting[]>()
  for (const [name, setting] of settingEntries()) {
    byGroup.set(setting.group, [...(byGroup.get(setting.group) ?? []), [name, setting]])
  }
  return [...byGroup]
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}

function markdownFallback(fallback: string | null): string {
  if (fallback === null) return 'none'
  return fallback === '' ? 'empty' : `\`${fallback}\``
}
