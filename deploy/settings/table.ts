import { type Setting, settingEntries } from './settings.js'

/** The settings as a Markdown table: docs/settings.md holds exactly this text. */
export function settingsMarkdown(): string {
  return groups()
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

/** The settings as plain text for `ventanilla serve --help`. */
export function settingsText(): string {
  return groups()
    .map(([group, settings]) =>
      [
        `${group}:`,
        ...settings.map(([name, { meaning, shape, fallback }]) =>
          [`  ${name}`, `      ${meaning}`, `      wanted: ${shape}; default: ${plainFallback(fallback)}`].join('\n'),
        ),
      ].join('\n'),
    )
    .join('\n')
}

function groups(): readonly (readonly [string, readonly (readonly [string, Setting<unknown>])[]])[] {
  const byGroup = new Map<string, (readonly [string, Setting<unknown>])[]>()
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

function plainFallback(fallback: string | null): string {
  if (fallback === null) return 'none'
  return fallback === '' ? 'empty' : fallback
}
