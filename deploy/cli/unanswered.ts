import type { Command } from 'commander'
import type { QuestionKind, UnansweredGroup } from '../../knowledge/records/unanswered-groups.js'
import { languageCode, positive, QUESTION_KINDS } from './arguments.js'
import { plain, warnOfDamage } from './terminal.js'
import { addVerb, type RunVerb } from './verb.js'

interface Options {
  readonly lang?: string
  readonly kind?: QuestionKind
  readonly limit?: number
}

export function addUnanswered(program: Command, run: RunVerb): void {
  const unanswered = addVerb(
    program,
    'unanswered',
    'List the questions that were not answered, or not helpfully as their citizens said: most frequent first, questions\n' +
      'that ask the same as one.\n' +
      'Personal data was removed before they were stored. Works beside a running server.',
    {
      no: null,
      example: 'ventanilla unanswered --lang es --limit 20\nventanilla unanswered --kind not-helpful --json',
    },
  )
  unanswered
    .option('--lang <code>', 'only questions in this language', languageCode)
    .addOption(unanswered.createOption('--kind <kind>', 'only questions of this kind').choices(QUESTION_KINDS))
    .option('--limit <number>', 'at most so many (default: all)', positive)
    .action(({ lang, kind, limit }: Options, command: Command) =>
      run(command, async ({ openInstallation, terminal, json }) => {
        const { unansweredQuestions } = await import('../../training/editing/unanswered-questions.js')
        const wanted = { language: lang ?? null, kind: kind ?? null }
        const groups = await unansweredQuestions(await openInstallation(), wanted, warnOfDamage(terminal))
        const isWhole = kind === undefined && lang === undefined
        const shown = limit === undefined ? groups : groups.slice(0, limit)
        if (json) terminal.printJson(shown)
        else if (shown.length === 0) terminal.say(isWhole ? 'nothing was left unanswered' : 'there is none')
        else {
          for (const group of shown) {
            const { count, question, lang: language, lastAt } = group
            const line = `${language} ${lastAt.slice(0, 10)} ${question}${notHelpfulNote(group)}`
            terminal.print(`${String(count).padStart(4)} ${plain(line)}`)
          }
        }
        return 0
      }),
    )
}

function notHelpfulNote({ notHelpful, shown }: UnansweredGroup): string {
  if (notHelpful === 0) return ''
  return ` (${notHelpful} answered but not helpful: ${shown.map(({ pairId }) => pairId).join(', ')})`
}
