import type { Command } from 'commander'
import { settingEntries } from '../settings/settings.js'
import { addVerb } from './add-verb.js'
import { settingsMarkdown } from './settings-markdown.js'
import { settingsText } from './settings-text.js'
import type { RunVerb } from './verb.js'
import type { CliWords } from './words.js'

export function addSettings(program: Command, run: RunVerb, words: CliWords): void {
  addVerb(program, words, 'settings', 'settings')
    .option('--markdown', words.say('settings.markdown'))
    .action((options: { readonly markdown?: boolean }, command: Command) =>
      run(command, async ({ terminal, json }) => {
        if (json) terminal.printJson(settingEntries().map(([name, { schema, ...about }]) => ({ name, ...about })))
        else terminal.print(options.markdown === true ? settingsMarkdown(words) : settingsText(words))
        return 0
      }),
    )
}
