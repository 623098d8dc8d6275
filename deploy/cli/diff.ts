import type { Command } from 'commander'
import type { PairDiff } from '../../knowledge/version/diff-pairs.js'
import { addVerb } from './add-verb.js'
import { parseVersionId } from './arguments.js'
import type { Talk } from './talk.js'
import { json as asJson, plain } from './terminal.js'
import type { RunVerb } from './verb.js'
import type { CliWords } from './words.js'

export function addDiff(program: Command, run: RunVerb, words: CliWords): void {
  addVerb(program, words, 'diff', 'diff <before> <after>').action(
    (first: string, second: string, _options: unknown, command: Command) =>
      run(command, async (context) => {
        const { openInstallation, terminal, json } = context
        const { diffVersions } = await import('../../training/release/diff-versions.js')
        const installation = await openInstallation('read')
        const [before, after] = [parseVersionId(first), parseVersionId(second)]
        const diff = await diffVersions(installation, { before, after })
        if (json) terminal.printJson({ before, after, ...diff })
        else printDiff(context, diff)
        return 0
      }),
  )
}

function printDiff({ terminal, words }: Talk, { added, changed, removed }: PairDiff): void {
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
  const counts = { added: String(added.length), changed: String(changed.length), removed: String(removed.length) }
  terminal.say(words.say('diff.done', counts))
}
