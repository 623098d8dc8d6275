import { basename, resolve } from 'node:path'
import type { Command } from 'commander'
import { describeNote } from '../../knowledge/content/import/import-words.js'
import { named } from '../../knowledge/person.js'
import { addVerb } from './add-verb.js'
import { languageCode, nameGiven } from './arguments.js'
import { sayNext, sayNote } from './talk.js'
import type { RunVerb } from './verb.js'
import { warnOfContradictions, warnOfDangling, warnOfPhrasings } from './warnings.js'
import type { CliWords } from './words.js'
import { nextSaid } from './words.js'

interface Options {
  readonly source?: string
  readonly replace?: boolean
  readonly lang?: string
  readonly sheet?: string
  readonly qnaPrefix?: string
  readonly by?: string
}

export function addImport(program: Command, run: RunVerb, words: CliWords): void {
  addVerb(program, words, 'import', 'import <file>')
    .option('--source <name>', words.say('import.source'), nameGiven)
    .option('--replace', words.say('import.replace'))
    .option('--lang <code>', words.say('import.lang'), languageCode)
    .option('--sheet <name>', words.say('import.sheet'), nameGiven)
    .option('--qna-prefix <text>', words.say('import.qna-prefix'), nameGiven)
    .option('--by <name>', words.say('import.by'), nameGiven)
    .action((file: string, { source, replace = false, lang, sheet, qnaPrefix, by }: Options, command: Command) =>
      run(command, async (context) => {
        const { openInstallation, terminal, json } = context
        const { importFile } = await import('../../training/editing/import-file.js')
        const sourceName = source ?? basename(file)
        const installation = await openInstallation('begun here')
        const { report, notes, contradictions } = await importFile(installation, {
          path: resolve(file),
          sourceName,
          replace,
          language: lang ?? null,
          sheet: sheet ?? null,
          qnaPrefix: qnaPrefix ?? null,
          linkBase: installation.rules.linkBase,
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
