import type { Command } from 'commander'
import { addVerb } from './add-verb.js'
import { newsLines } from './news-lines.js'
import { settingsText } from './settings-text.js'
import { commandLog, type RunVerb } from './verb.js'
import type { CliWords } from './words.js'

export function addServe(program: Command, run: RunVerb, words: CliWords): void {
  addVerb(program, words, 'serve', 'serve')
    .addHelpText('after', () => `\n${words.say('serve.settings')}\n\n${settingsText(words)}`)
    .action((_options: unknown, command: Command) =>
      run(command, async (context) => {
        const { serve } = await import('../roles/serve.js')
        const { config, clock, terminal, progress } = context
        const logger = commandLog(process.stdout, config)
        return serve({
          config,
          clock,
          logger,
          tell: (news) => terminal.say(newsLines(news, words)),
          onProgress: progress.report,
        })
      }),
    )
}
