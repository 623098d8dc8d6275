import type { Command } from 'commander'
import { settingEntries } from '../settings/settings.js'
import { settingsMarkdown, settingsText } from '../settings/table.js'
import { addVerb, type RunVerb } from './verb.js'

export function addSettings(program: Command, run: RunVerb): void {
  addVerb(program, 'settings', 'Explain every environment variable and check the ones that are set.', {
    no: null,
    example: 'ventanilla settings',
  })
    .option('--markdown', 'as the tables of docs/settings.md')
    .action((options: { readonly markdown?: boolean }, command: Command) =>
      run(command, async ({ terminal, json }) => {
        if (json) terminal.printJson(settingEntries().map(([name, { schema, ...about }]) => ({ name, ...about })))
        else terminal.print(options.markdown === true ? settingsMarkdown() : settingsText())
        return 0
      }),
    )
}
