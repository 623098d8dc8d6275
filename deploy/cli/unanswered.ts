import type { Command } from 'commander'
import type { UnansweredEntry } from '../../knowledge/content/unanswered.js'
import { languageCode, wholeNumber } from './arguments.js'
import { plain, warnOfDamage } from './terminal.js'
import { addVerb, type RunVerb } from './verb.js'

interface Options {
  readonly lang?: string
  readonly limit?: number
}

export function addUnanswered(program: Command, run: RunVerb): void {
  addVerb(
    program,
    'unanswered',
    'List the questions that were not answered, most frequent first, questions that ask the same as one.\n' +
      'Personal data was removed before they were stored. Works beside a running server.',
    { no: null, example: 'ventanilla unanswered --lang es --limit 20' },
  )
    .option('--lang <code>', 'only questions in this language', languageCode)
    .option('--limit <number>', 'at most so many (default: all)', wholeNumber)
    .action(({ lang, limit }: Options, command: Command) =>
      run(command, async ({ config, clock, terminal, json }) => {
        const { openDataFolder } = await import('../../knowledge/version/data-folder.js')
        const { groupUnanswered } = await import('../../knowledge/content/unanswered-groups.js')
        const { readUnanswered } = await import('../records.js')
        const folder = await openDataFolder(config.dataFolder, clock)
        const entries: UnansweredEntry[] = []
        for await (const entry of readUnanswered(folder, warnOfDamage(terminal))) {
          if (lang === undefined || entry.language === lang) entries.push(entry)
        }
        const groups = groupUnanswered(entries)
        const shown = limit === undefined ? groups : groups.slice(0, limit)
        if (json) terminal.printJson(shown)
        else if (shown.length === 0) terminal.say('nothing was left unanswered')
        else {
          for (const { count, question, lang: language, lastAt } of shown) {
            terminal.print(plain(`${String(count).padStart(4)} ${language} ${lastAt.slice(0, 10)} ${question}`))
          }
        }
        return 0
      }),
    )
}
