import type { Command } from 'commander'
import type { Recovery } from '../../knowledge/audit/recovery.js'
import type { AuditVerdict } from '../../knowledge/audit/verify-audit.js'
import { KnowledgeError } from '../../knowledge/errors.js'
import { named } from '../../knowledge/person.js'
import { partIn } from '../../knowledge/words/error-words.js'
import { addGroup, addVerb } from './add-verb.js'
import { nameGiven } from './arguments.js'
import { plain } from './terminal.js'
import type { RunVerb } from './verb.js'
import type { CliWords } from './words.js'

export function addAudit(program: Command, run: RunVerb, words: CliWords): void {
  const audit = addGroup(program, words, 'audit', words.say('audit.purpose'))
  addVerb(audit, words, 'audit-verify', 'verify')
    .option('--head <hash>', words.say('audit-verify.head'))
    .action(({ head }: { readonly head?: string }, command: Command) =>
      run(command, async ({ openInstallation, terminal, json }) => {
        const { verifyAudit } = await import('../../knowledge/audit/verify-audit.js')
        const noted = head === undefined ? null : readHash(head)
        const verdict = await verifyAudit((await openInstallation('read')).store, noted)
        if (json)
          terminal.printJson(verdict.ok ? verdict : { ...verdict, reason: partIn(words.language, verdict.fault) })
        else for (const line of verdictLines(verdict, words)) terminal.print(line)
        return verdict.ok ? 0 : 1
      }),
    )
  addVerb(audit, words, 'audit-recover', 'recover')
    .requiredOption('--by <name>', words.say('audit-recover.by'), nameGiven)
    .requiredOption('--reason <text>', words.say('audit-recover.reason'))
    .action(({ by, reason }: { readonly by: string; readonly reason: string }, command: Command) =>
      run(command, async ({ openInstallation, terminal, json }) => {
        const { recoverAudit } = await import('../../knowledge/audit/recover-audit.js')
        const { namedAct } = await import('../../training/release/promotion.js')
        const { store, clock } = await openInstallation()
        const recovery = await recoverAudit(store, namedAct({ by: named(by), reason }), clock)
        if (json) terminal.printJson({ recovery })
        else if (recovery === null) terminal.say(words.say('audit-recover.whole'))
        else terminal.print(plain(recoveredLine(recovery, words)))
        return recovery === null ? 1 : 0
      }),
    )
  addVerb(audit, words, 'audit-list', 'list').action((_options: unknown, command: Command) =>
    run(command, async ({ openInstallation, terminal, json }) => {
      const { listActs } = await import('../../knowledge/audit/acts-in-effect.js')
      const acts = await listActs((await openInstallation('read')).store)
      if (json) terminal.printJson(acts)
      for (const { entry, at, event, by, details, tookEffect } of json ? [] : acts) {
        const told = Object.entries(details).flatMap(([name, value]) =>
          value === null || value === '' ? [] : `${name}=${value}`,
        )
        const line = { entry: String(entry), at: at.slice(0, 19), event, details: told.join(', ') }
        const said =
          by === null ? words.say('audit-list.entry', line) : words.say('audit-list.entry-by', { ...line, by })
        terminal.print(plain(tookEffect ? said : words.say('audit-list.without-effect', { line: said })))
      }
      return 0
    }),
  )
}

function verdictLines(verdict: AuditVerdict, words: CliWords): readonly string[] {
  if (!verdict.ok) {
    const reason = partIn(words.language, verdict.fault)
    if (verdict.kind === 'noted-missing') return [words.say('audit-verify.holds-but', { reason })]
    return [words.say('audit-verify.breaks', { entry: String(verdict.firstBroken), reason })]
  }
  const { head, clockSetBack, withoutEffect, recoveries } = verdict
  const entries = String(verdict.entries)
  return [
    head === null
      ? words.say('audit-verify.holds-empty', { entries })
      : words.say('audit-verify.holds', { entries, head }),
    ...(clockSetBack.length === 0 ? [] : [words.say('audit-verify.clock-set-back', { list: clockSetBack.join(', ') })]),
    ...(withoutEffect.length === 0
      ? []
      : [words.say('audit-verify.without-effect', { list: withoutEffect.join(', ') })]),
    ...recoveries.map((recovery) => plain(recoveredLine(recovery, words))),
  ]
}

function recoveredLine({ entry, at, by, reason, lost }: Recovery, words: CliWords): string {
  return words.say('audit-verify.recovered', { entry: String(entry), at: at.slice(0, 19), by, reason, lost })
}

/** @throws {KnowledgeError} BAD_INPUT for a malformed hash: no log contains it, so its absence proves nothing */
function readHash(text: string): string {
  const hash = text.trim().toLowerCase()
  if (/^[\da-f]{64}$/.test(hash)) return hash
  throw new KnowledgeError('BAD_INPUT', { what: 'no-hash', text: text.slice(0, 80) }, { do: 'copy-head-hash' })
}
