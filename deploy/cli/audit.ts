import type { Command } from 'commander'
import { KnowledgeError } from '../../knowledge/errors.js'
import { plain } from './terminal.js'
import { addVerb, type RunVerb } from './verb.js'

export function addAudit(program: Command, run: RunVerb): void {
  const audit = program
    .command('audit')
    .description(
      'The record of everything that was done to the knowledge base: append-only, each entry chained to the last.',
    )
  addVerb(
    audit,
    'verify',
    'Follow the chain from its start and prove that no entry was altered, moved or taken away.\n' +
      'Write the hash of the last entry down elsewhere: --head proves later that the log still contains it.',
    {
      no: 'the chain is broken (the first broken entry is named), or no entry has the hash of --head',
      example: 'ventanilla audit verify --json',
    },
  )
    .option('--head <hash>', 'hash of an entry noted earlier, which must still be there')
    .action(({ head }: { readonly head?: string }, command: Command) =>
      run(command, async ({ openInstallation, terminal, json }) => {
        const { verifyAudit } = await import('../../knowledge/audit/verify-audit.js')
        const noted = head === undefined ? null : readHash(head)
        const verdict = await verifyAudit((await openInstallation()).store, noted)
        if (json) terminal.printJson(verdict)
        else if (verdict.ok) {
          terminal.print(
            `the chain holds: ${verdict.entries} entries${verdict.head === null ? '' : `, head ${verdict.head}`}`,
          )
          const { clockSetBack } = verdict
          if (clockSetBack.length > 0) terminal.print(`the clock had been set back at: ${clockSetBack.join(', ')}`)
        } else if (verdict.kind === 'noted-missing') terminal.print(`the chain holds, but ${verdict.reason}`)
        else terminal.print(`the chain breaks at entry ${verdict.firstBroken}: ${verdict.reason}`)
        return verdict.ok ? 0 : 1
      }),
    )
  addVerb(audit, 'list', 'Show every entry, oldest first.', {
    no: null,
    example: 'ventanilla audit list --json',
  }).action((_options: unknown, command: Command) =>
    run(command, async ({ openInstallation, terminal, json }) => {
      const { readAudit } = await import('../../knowledge/audit/verify-audit.js')
      const entries = await readAudit((await openInstallation()).store)
      if (json) terminal.printJson(entries)
      for (const { entry, at, event, by, details } of json ? [] : entries) {
        const told = Object.entries(details).flatMap(([name, value]) =>
          value === null || value === '' ? [] : `${name}=${value}`,
        )
        terminal.print(
          plain(`${entry} ${at.slice(0, 19)} ${event}${by === null ? '' : ` by ${by}`}: ${told.join(', ')}`),
        )
      }
      return 0
    }),
  )
}

/** @throws {KnowledgeError} BAD_INPUT: what cannot be a hash is missing from every log, and proves nothing */
function readHash(text: string): string {
  const hash = text.trim().toLowerCase()
  if (/^[\da-f]{64}$/.test(hash)) return hash
  throw new KnowledgeError(
    'BAD_INPUT',
    `--head is ${JSON.stringify(text.slice(0, 80))}, which is no hash of an entry: one has 64 digits from 0 to f`,
    'copy it whole from where it was noted; `ventanilla audit list --json` shows the hash of every entry',
  )
}
