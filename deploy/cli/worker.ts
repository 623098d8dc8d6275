import type { Command } from 'commander'
import { addVerb } from './add-verb.js'
import { newsLines } from './news-lines.js'
import { commandLog, type RunVerb } from './verb.js'
import type { CliWords } from './words.js'

export function addWorker(program: Command, run: RunVerb, words: CliWords): void {
  addVerb(program, words, 'worker', 'worker').action((_options: unknown, command: Command) =>
    run(command, async ({ config, clock, terminal }) => {
      const { runWorker } = await import('../roles/worker.js')
      return runWorker({
        config,
        clock,
        logger: commandLog(process.stdout, config),
        tell: (news) => terminal.say(newsLines(news, words)),
      })
    }),
  )
}
