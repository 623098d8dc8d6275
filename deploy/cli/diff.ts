import type { Command } from 'commander'
import type { PairDiff } from '../../knowledge/version/diff-pairs.js'
import { parseVersionId } from './arguments.js'
import { json as asJson, plain, type Terminal } from './terminal.js'
import { addVerb, type RunVerb } from './verb.js'

export function addDiff(program: Command, run: RunVerb): void {
  addVerb(program, 'diff <before> <after>', 'Show which pairs were added, changed (and in what) or removed.', {
    no: null,
    example: 'ventanilla diff kb-000001 kb-000002',
  }).action((first: string, second: string, _options: unknown, command: Command) =>
    run(command, async ({ openInstallation, terminal, json }) => {
      const { diffVersions } = await import('../../training/release/diff-versions.js')
      const installation = await openInstallation()
      const [before, after] = [parseVersionId(first), parseVersionId(second)]
      const diff = await diffVersions(installation, { before, after })
      if (json) terminal.printJson({ before, after, ...diff })
      else printDiff(terminal, diff)
      return 0
    }),
  )
}

function printDiff(terminal: Terminal, { added, changed, removed }: PairDiff): void {
  for (const pair of removed) terminal.print(plain(`- ${pair}`))
  for (const pair of added) terminal.print(plain(`+ ${pair}`))
  for (const { pair, fields } of changed) {
    terminal.print(plain(`~ ${pair}`))
    for (const { field, before, after } of fields) {
      terminal.print(`    ${field}`)
      terminal.print(`      - ${plain(asJson(before))}`)
      terminal.print(`      + ${plain(asJson(after))}`)
    }
  }
  terminal.say(`${added.length} added, ${changed.length} changed, ${removed.length} removed`)
}
