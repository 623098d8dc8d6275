import { basename, resolve } from 'node:path'
import type { Command } from 'commander'
import { describeNote } from '../../knowledge/content/import/import-words.js'
import { named } from '../../knowledge/person.js'
import { languageCode, nameGiven } from './arguments.js'
import { sayNext, sayNote } from './talk.js'
import { addVerb, type RunVerb } from './verb.js'
import { warnOfContradictions, warnOfDangling, warnOfPhrasings } from './warnings.js'
import { nextSaid } from './words.js'

interface Options {
  readonly source?: string
  readonly replace?: boolean
  readonly lang?: string
  readonly sheet?: string
  readonly qnaPrefix?: string
  readonly by?: string
}

export function addImport(program: Command, run: RunVerb): void {
  addVerb(
    program,
    'import <file>',
    'Put question and answer pairs into the workspace: JSONL, CSV, Excel, or an export of QnA Maker or Custom ' +
      'Question Answering (TSV, Excel, JSON).\n' +
      'Every problem of the file is reported at once, and with any problem nothing is imported.',
    { no: null, example: 'ventanilla import fees.xlsx --source "Fees 2027" --lang es' },
  )
    .option('--source <name>', 'what this input is called in the lineage (default: the file’s name)', nameGiven)
    .option('--replace', 'retire pairs that an earlier import of this source brought and this file lacks')
    .option('--lang <code>', 'language of pairs that name none', languageCode)
    .option(
      '--sheet <name>',
      'the sheet of a workbook (default: the first that is neither hidden nor empty)',
      nameGiven,
    )
    .option(
      '--qna-prefix <text>',
      'what ids of a QnA Maker export begin with (default: qna-); another for each knowledge base',
      nameGiven,
    )
    .option('--by <name>', 'who imports it; kept in the audit log', nameGiven)
    .action((file: string, { source, replace = false, lang, sheet, qnaPrefix, by }: Options, command: Command) =>
      run(command, async (context) => {
        const { openInstallation, terminal, words, json } = context
        const { importFile } = await import('../../training/editing/import-file.js')
        const sourceName = source ?? basename(file)
        const { report, notes, contradictions } = await importFile(await openInstallation('begun here'), {
          path: resolve(file),
          sourceName,
          replace,
          language: lang ?? null,
          sheet: sheet ?? null,
          qnaPrefix: qnaPrefix ?? null,
          by: by === undefined ? null : named(by),
        })
        const { added, changed, unchanged, retired, takenOver, dangling, lostPhrasings, strayedPhrasings } = report
        const notesSaid = notes.map((note) => describeNote(note, words.language, (step) => nextSaid(step, words)))
        for (const note of notesSaid) sayNote(context, note)
        for (const [from, count] of Object.entries(takenOver)) {
          sayNote(context, words.say('import.taken-over', { count, source: from }))
        }
        const danglingPrompts = warnOfDangling(context, dangling)
        const contradicting = warnOfContradictions(context, contradictions, sourceName)
        warnOfPhrasings(context, { lost: lostPhrasings, strayed: strayedPhrasings })
        if (json) {
          const counts = { added, changed, unchanged, retired }
          const doubtful = { danglingPrompts, contradictions: contradicting, lostPhrasings, strayedPhrasings }
          terminal.printJson({ ...counts, takenOver, notes: notesSaid, ...doubtful })
        } else {
          terminal.print(words.say('import.done', { added, changed, unchanged, retired }))
          sayNext(context, words.say('import.next'))
        }
        return 0
      }),
    )
}
