import type { Command } from 'commander'
import { settingsText } from '../settings/table.js'
import { addVerb, commandLog, type RunVerb } from './verb.js'

export function addServe(program: Command, run: RunVerb): void {
  addVerb(
    program,
    'serve',
    'Answer citizens: the chat page, Direct Line and the Bot Framework endpoint on one port.\n' +
      'The first start makes version kb-000001 from the sample knowledge base (or from what was imported before) and serves it.\n' +
      'Log lines go to stdout, as JSON where no terminal is; Ctrl-C or SIGTERM stops cleanly.',
    { no: null, example: 'PORT=8080 ventanilla serve --data ./data' },
  )
    .addHelpText('after', `\nSettings (environment variables):\n\n${settingsText()}`)
    .action((_options: unknown, command: Command) =>
      run(command, async (context) => {
        const { serve } = await import('../roles/serve.js')
        const { config, clock, terminal, progress } = context
        const logger = commandLog(process.stdout, config)
        return serve({ config, clock, logger, say: terminal.say, onProgress: progress.report })
      }),
    )
}
