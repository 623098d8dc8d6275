import type { Command } from 'commander'
import { named } from '../../knowledge/person.js'
import type { SignedBy } from '../../training/editing/decided-items.js'
import { nameGiven, wholeNumber } from './arguments.js'

export interface SignedOptions {
  readonly by: string
  readonly reason?: string
  readonly ifVersion?: number
}

/** Adds who does it, why, and what that person has seen. */
export function addSignature(verb: Command, reason: 'reason due' | 'reason welcome'): Command {
  const signed = verb.requiredOption('--by <name>', 'who does this; kept in the history and the audit log', nameGiven)
  const withReason =
    reason === 'reason due'
      ? signed.requiredOption('--reason <text>', 'why; kept in the history and the audit log')
      : signed.option('--reason <text>', 'why; kept in the history and the audit log')
  return withReason.option(
    '--if-version <number>',
    'only if nobody has changed it since this version, as `show` gave it',
    wholeNumber,
  )
}

export function signedBy({ by, reason, ifVersion }: SignedOptions): SignedBy {
  return { by: named(by), reason: reason ?? null, seen: ifVersion ?? null }
}
