import { z } from 'zod'
import { parseJsonAs } from '../basics/parse-json.js'
import { sha256, sha256Schema } from '../basics/sha256.js'
import { storedAccount } from '../person.js'
import { canonicalJson } from '../store/canonical-json.js'
import { effectSchema } from './effect.js'

/** The events that the audit log records. */
export const AUDIT_EVENTS = [
  'import',
  'freeze',
  'retrain',
  'gate',
  'promotion',
  'rollback',
  'challenger',
  'shadow',
  'canary',
  'drift',
  'curation',
  'retire',
  'retention',
  /** an earlier entry's act did not take effect */
  'no-effect',
  /** a person let the log continue after its end was lost */
  'recovery',
] as const
export type AuditEvent = (typeof AUDIT_EVENTS)[number]

/** Longest name and reason that are recorded, in characters. */
export const ACT_LIMITS = { byChars: 400, reasonChars: 4_000 } as const

const detail = z.union([z.string().max(ACT_LIMITS.reasonChars), z.number(), z.boolean(), z.null()])

/** The `previous` hash of the first entry. */
export const CHAIN_START = '0'.repeat(64)

const unsealedSchema = z.strictObject({
  /** counted from 1 */
  entry: z.number().int().positive(),
  /** by the local clock */
  at: z.iso.datetime(),
  /** how far the clock was behind the latest recorded time, in milliseconds; present only when it had been set back */
  clockBehindMs: z.number().int().positive().optional(),
  event: z.enum(AUDIT_EVENTS),
  /** the person, or the part of Ventanilla that acted on an operator's standing order */
  by: z.string().max(ACT_LIMITS.byChars).nullable(),
  /** the person's login; present only where they have an account */
  account: storedAccount,
  /** ids, counts, hashes, and the reason given by the person; never a citizen's words */
  details: z.record(z.string(), z.union([detail, z.array(detail).max(200)])),
  /** present where the act changes the store after this entry */
  effect: effectSchema.optional(),
  /** hash of the previous entry */
  previous: sha256Schema,
})

/** One line of the audit log: `hash` covers the rest of the entry, and through `previous` all earlier entries. */
export const auditEntrySchema = unsealedSchema.extend({ hash: sha256Schema })

export type UnsealedEntry = Readonly<z.infer<typeof unsealedSchema>>
export type AuditEntry = Readonly<z.infer<typeof auditEntrySchema>>

export function sealEntry(unsealed: UnsealedEntry): AuditEntry {
  const checked = unsealedSchema.parse(unsealed)
  return { ...checked, hash: hashOf(checked) }
}

/** The entry in a line, or null when the line is not an entry or its hash is wrong. */
export function readEntry(line: string): AuditEntry | null {
  const entry = parseJsonAs(auditEntrySchema, line)
  if (entry === null) return null
  const { hash, ...unsealed } = entry
  return hashOf(unsealed) === hash ? entry : null
}

function hashOf(unsealed: UnsealedEntry): string {
  return sha256(canonicalJson(unsealed))
}
