import { z } from 'zod'
import {
  type GateVerdict,
  gateSchema,
  gateVerdictSchema,
  RULE_VERDICTS,
  rulesThat,
} from '../../evaluation/gate/verdict.js'
import { englishLocale, type Locale, localeIn } from '../../evaluation/words/locale.js'
import { wordedVerdict } from '../../evaluation/words/verdict-words.js'
import { recordAct } from '../../knowledge/audit/audit-log.js'
import { readAudit } from '../../knowledge/audit/read-audit.js'
import { sha256 } from '../../knowledge/basics/sha256.js'
import { KnowledgeError } from '../../knowledge/errors.js'
import type { Clock } from '../../knowledge/ports.js'
import type { ShelfKind } from '../../knowledge/store/shelf.js'
import type { Store } from '../../knowledge/store/store.js'
import type { Manifest } from '../../knowledge/version/manifest.js'
import { type VersionId, versionIdSchema } from '../../knowledge/version-id.js'

/** The gate's verdict on each version, one file per version. The audit log has the hash of its text. */
const VERDICTS: ShelfKind = { name: 'verdicts' }

/** The former format of a verdict, with the findings as English text instead of data. */
const formerVerdictSchema = z.strictObject({
  gate: gateSchema,
  reasons: z.array(z.string()).readonly(),
  rules: z.array(z.strictObject({ rule: z.string(), verdict: z.enum(RULE_VERDICTS), evidence: z.string() })).readonly(),
})

/** A verdict as a run or an earlier release stored it. */
export const keptVerdictSchema = z.union([gateVerdictSchema, formerVerdictSchema])
export type KeptVerdict = Readonly<z.infer<typeof keptVerdictSchema>>

const circumstances = {
  version: versionIdSchema,
  /** of the judged version: a verdict is about a content, not a number */
  contentHash: z.string(),
  /** the champion it was compared with; null for a first version, judged on its own */
  champion: versionIdSchema.nullable(),
  cases: z.number().int().nonnegative(),
  judgedAt: z.iso.datetime(),
  /** the run that judged it; null when it was judged by hand */
  run: z.string().nullable(),
}

const verdictSchema = z.discriminatedUnion('format', [
  z.strictObject({ format: z.literal(1), ...circumstances, ...formerVerdictSchema.shape }),
  z.strictObject({ format: z.literal(2), ...circumstances, ...gateVerdictSchema.shape }),
])

/** The gate's last verdict on a version, stored beside it because a version never changes. */
export type RecordedVerdict = Readonly<z.infer<typeof verdictSchema>>

export interface VerdictToRecord {
  readonly manifest: Pick<Manifest, 'id' | 'contentHash'>
  readonly champion: VersionId | null
  readonly verdict: GateVerdict
  /** number of golden cases */
  readonly cases: number
  readonly run: string | null
}

/**
 * The stored verdict on a version. `altered`: whether it differs from the last one in the audit log.
 *
 * @returns null when the version was never judged
 * @throws {KnowledgeError} DOCUMENT_DAMAGED, LOG_DAMAGED
 */
export async function readVerdict(
  store: Store,
  id: VersionId,
): Promise<{ readonly verdict: RecordedVerdict; readonly altered: boolean } | null> {
  const shelf = store.shelf(VERDICTS)
  const text = (await shelf.read(fileOf(id)))?.toString('utf8')
  if (text === undefined) return null
  const verdict = parseVerdict(shelf.path(fileOf(id)), id, text)
  const last = (await readAudit(store)).findLast(({ event, details }) => event === 'gate' && details.version === id)
  return { verdict, altered: last?.details.verdictSha256 !== sha256(text) }
}

function parseVerdict(file: string, id: VersionId, text: string): RecordedVerdict {
  try {
    return verdictSchema.parse(JSON.parse(text))
  } catch (cause) {
    throw new KnowledgeError(
      'DOCUMENT_DAMAGED',
      { what: 'file', file },
      { do: 'judge-again', version: id, champion: null },
      { cause },
    )
  }
}

/** Stores a verdict for promotion, and records it in the audit log with the hash of the stored text. */
export async function recordVerdict(
  store: Store,
  { manifest, champion, verdict, cases, run }: VerdictToRecord,
  clock: Clock,
): Promise<RecordedVerdict> {
  const recorded = verdictSchema.parse({
    format: 2,
    version: manifest.id,
    contentHash: manifest.contentHash,
    champion,
    ...verdict,
    cases,
    judgedAt: clock.now().toISOString(),
    run,
  })
  const text = `${JSON.stringify(recorded, null, 1)}\n`
  await store.shelf(VERDICTS).write(fileOf(manifest.id), text)
  const holding = rulesThat('hold', verdict.rules).map(({ id }) => id)
  const details = {
    version: manifest.id,
    contentHash: manifest.contentHash,
    champion,
    gate: verdict.gate,
    ...(verdict.as === undefined ? {} : { as: verdict.as }),
    holding,
    cases,
    run,
    verdictSha256: sha256(text),
  }
  await recordAct(store, { event: 'gate', by: null, details }, clock)
  return recorded
}

/** The rules that hold a version: their ids, or their names in the former format, which had no ids. */
export function holdingRules(verdict: RecordedVerdict): readonly string[] {
  return verdict.format === 1
    ? rulesThat('hold', verdict.rules).map(({ rule }) => rule)
    : rulesThat('hold', verdict.rules).map(({ id }) => id)
}

/** Whether the gate for a start judged it, as an institution's first own version. */
export function wasJudgedAsFirst(verdict: RecordedVerdict): boolean {
  return verdict.format === 2 && verdict.as === 'first-version'
}

/**
 * Why the gate holds a version or, when it passes, what to know before promoting it. Texts in the former format stay in
 * English.
 */
export function reasonsOf(verdict: KeptVerdict, locale: Locale = englishLocale()): readonly string[] {
  return 'reasons' in verdict ? verdict.reasons : wordedVerdict(verdict, locale).reasons
}

/** The same for the stored verdict of a version, in a language; null when the version was never judged. */
export async function keptReasons(store: Store, id: VersionId, language: string): Promise<readonly string[] | null> {
  const kept = await readVerdict(store, id)
  return kept === null ? null : reasonsOf(kept.verdict, localeIn(language))
}

function fileOf(id: VersionId): string {
  return `${id}.json`
}
