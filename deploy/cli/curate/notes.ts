import type { Command } from 'commander'
import { KnowledgeError } from '../../../knowledge/errors.js'
import { nameGiven } from '../arguments.js'
import { plain } from '../terminal.js'
import { addVerb, type RunVerb } from '../verb.js'

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
      run(command, async ({ openStore, clock, terminal, json }) => {
        const { closeNote } = await import('../../../knowledge/curation/notes.js')
        const { openCurationNotes } = await import('../../../training/release/documents.js')
        const document = openCurationNotes(await openStore())
        if (close !== undefined) {
          const note = await closeNote(document, close, { at: clock.now(), by: closer(by) })
          if (note === null) throw unknownNote(close)
        }
        const { notes } = await document.read()
        const shown = notes.filter(({ closed }) => all || closed === null)
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

function closer(by: string | undefined): string {
  const name = by?.trim() ?? ''
  if (name !== '') return name
  throw new KnowledgeError('BAD_INPUT', 'a note is closed by a named person', 'say who: --by "Ana Ruiz"')
}

function unknownNote(id: string): KnowledgeError {
  return new KnowledgeError(
    'BAD_INPUT',
    `no note is called ${JSON.stringify(id)}`,
    'list them: ventanilla curate notes',
  )
}
