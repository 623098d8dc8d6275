import type { Command } from 'commander'
import { named } from '../../knowledge/person.js'
import { nameGiven } from './arguments.js'
import { plain } from './terminal.js'
import { addVerb, type RunVerb } from './verb.js'

interface Options {
  readonly all?: boolean
  readonly close?: string
  readonly by?: string
}

export function addNotes(curate: Command, run: RunVerb): void {
  addVerb(curate, 'notes', 'List what editors should look at, for example that live questions have drifted.', {
    no: null,
    example: 'ventanilla curate notes --json\nventanilla curate notes --close <id> --by "Ana Ruiz"',
  })
    .option('--all', 'closed ones too')
    .option('--close <id>', 'close this one: it was seen to')
    .option('--by <name>', 'who closes it', nameGiven)
    .action(({ all = false, close, by }: Options, command: Command) =>
      run(command, async ({ openInstallation, terminal, json }) => {
        const { closeNoteBy, listNotes } = await import('../../training/editing/notes.js')
        const installation = await openInstallation()
        if (close !== undefined) await closeNoteBy(installation, { id: close, by: by === undefined ? null : named(by) })
        const shown = await listNotes(installation, { closed: all })
        if (json) terminal.printJson(shown)
        else if (shown.length === 0) terminal.say('there is nothing to look at')
        for (const { id, at, version, text, closed } of json ? [] : shown) {
          const ending = closed === null ? '' : ` (closed by ${closed.by})`
          terminal.print(plain(`${id} ${at.slice(0, 16)} ${version}: ${text}${ending}`))
        }
        return 0
      }),
    )
}
