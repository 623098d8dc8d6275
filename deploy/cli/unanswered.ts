import type { Command } from 'commander'
import type { QuestionKind, UnansweredGroup } from '../../knowledge/records/asked/unanswered-groups.js'
import { addVerb } from './add-verb.js'
import { languageCode, positive, QUESTION_KINDS } from './arguments.js'
import { warnOfDamage } from './talk.js'
import { plain } from './terminal.js'
import type { RunVerb } from './verb.js'
import type { CliWords } from './words.js'

interface Options {
  readonly lang?: string
  readonly kind?: QuestionKind
  readonly limit?: number
}

export function addUnanswered(program: Command, run: RunVerb, words: CliWords): void {
  const unanswered = addVerb(program, words, 'unanswered', 'unanswered')
  unanswered
    .option('--lang <code>', words.say('unanswered.lang'), languageCode)
    .addOption(unanswered.createOption('--kind <kind>', words.say('unanswered.kind')).choices(QUESTION_KINDS))
    .option('--limit <number>', words.say('unanswered.limit'), positive)
    .action(({ lang, kind, limit }: Options, command: Command) =>
      run(command, async (context) => {
        const { openInstallation, terminal, json } = context
        const { unansweredQuestions } = await import('../../training/editing/unanswered-questions.js')
        const wanted = { language: lang ?? null, kind: kind ?? null, most: limit ?? null }
        const shown = await unansweredQuestions(await openInstallation('read'), wanted, warnOfDamage(context))
        const isWhole = kind === undefined && lang === undefined
        if (json) terminal.printJson(shown)
        else if (shown.length === 0) terminal.say(words.say(isWhole ? 'unanswered.nothing' : 'unanswered.none'))
        else {
          for (const group of shown) {
            const { count, question, lang: language, lastAt } = group
            const line = `${language} ${lastAt.slice(0, 10)} ${question}${notHelpfulNote(group, words)}`
            terminal.print(`${String(count).padStart(4)} ${plain(line)}`)
          }
        }
        return 0
      }),
    )
}

function notHelpfulNote({ notHelpful, shown }: UnansweredGroup, words: CliWords): string {
  if (notHelpful === 0) return ''
  const pairs = shown.map(({ pairId }) => pairId).join(', ')
  return ` ${words.say('unanswered.not-helpful', { count: String(notHelpful), pairs })}`
}
