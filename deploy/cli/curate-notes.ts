import type { Command } from 'commander'
import { named } from '../../knowledge/person.js'
import { addVerb } from './add-verb.js'
import { nameGiven } from './arguments.js'
import { plain } from './terminal.js'
import type { RunVerb } from './verb.js'
import type { CliWords } from './words.js'

interface Options {
  readonly all?: boolean
  readonly close?: string
  readonly by?: string
}

export function addNotes(curate: Command, run: RunVerb, words: CliWords): void {
  addVerb(curate, words, 'curate-notes', 'notes')
    .option('--all', words.say('curate-notes.all'))
    .option('--close <id>', words.say('curate-notes.close'))
    .option('--by <name>', words.say('curate-notes.by'), nameGiven)
    .action(({ all = false, close, by }: Options, command: Command) =>
      run(command, async ({ openInstallation, terminal, json }) => {
        const { closeNoteBy, listNotes } = await import('../../training/editing/notes.js')
        const installation = await openInstallation()
        if (close !== undefined) await closeNoteBy(installation, { id: close, by: by === undefined ? null : named(by) })
        const shown = await listNotes(installation, { closed: all })
        if (json) terminal.printJson(shown)
        else if (shown.length === 0) terminal.say(words.say('curate-notes.none'))
        for (const { id, at, version, text, closed } of json ? [] : shown) {
          const note = { id, at: at.slice(0, 16), version, text }
          const said =
            closed === null
              ? words.say('curate-notes.note', note)
              : words.say('curate-notes.note-closed', { ...note, by: closed.by })
          terminal.print(plain(said))
        }
        return 0
      }),
    )
}
