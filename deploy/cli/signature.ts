import type { Command } from 'commander'
import { named } from '../../knowledge/person.js'
import type { SignedBy } from '../../training/editing/decided-items.js'
import { nameGiven, wholeNumber } from './arguments.js'
import type { CliWords } from './words.js'

export interface SignedOptions {
  readonly by: string
  readonly reason?: string
  readonly ifVersion?: number
}

/** Adds the options for who does it, why, and which version that person has seen. */
export function addSignature(verb: Command, reason: 'reason due' | 'reason welcome', words: CliWords): Command {
  const signed = verb.requiredOption('--by <name>', words.say('signature.by'), nameGiven)
  const withReason =
    reason === 'reason due'
      ? signed.requiredOption('--reason <text>', words.say('signature.reason'))
      : signed.option('--reason <text>', words.say('signature.reason'))
  return withReason.option('--if-version <number>', words.say('signature.if-version'), wholeNumber)
}

export function signedBy({ by, reason, ifVersion }: SignedOptions): SignedBy {
  return { by: named(by), reason: reason ?? null, seen: ifVersion ?? null }
}
