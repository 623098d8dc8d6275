import { localeIn } from '../../evaluation/words/locale.js'
import { ACT_LIMITS } from '../../knowledge/audit/audit-entry.js'
import { withRecord } from '../../knowledge/audit/audit-log.js'
import { documentEffect } from '../../knowledge/audit/effect.js'
import { KnowledgeError } from '../../knowledge/errors.js'
import { authorOf, type Person, samePerson, storedAuthor } from '../../knowledge/person.js'
import type { Store } from '../../knowledge/store/store.js'
import { ALIASES, type Aliases, moveAlias, readAliases } from '../../knowledge/version/aliases.js'
import { championBefore } from '../../knowledge/version/champion-before.js'
import type { Manifest } from '../../knowledge/version/manifest.js'
import { checkOpens } from '../../knowledge/version/open-snapshot.js'
import { readMoves } from '../../knowledge/version/promotions.js'
import type { VersionId } from '../../knowledge/version-id.js'
import type { FactsOf } from '../../knowledge/words/error-facts.js'
import type { Installation } from '../installation.js'
import { isFirstOwnVersion } from './first-version.js'
import { holdingRules, type RecordedVerdict, readVerdict, reasonsOf, wasJudgedAsFirst } from './verdicts.js'

export interface PromotionRequest {
  readonly version: VersionId
  /** a named person, and why */
  readonly by: Person
  readonly reason: string
  /** promote a version that the gate held or never judged; the audit log records it */
  readonly override: boolean
}

export interface Promoted {
  readonly champion: VersionId
  readonly previous: VersionId | null
  /** the objection that was overridden; null when there was none */
  readonly overridden: string | null
  /** the same as an error, which each face puts into words */
  readonly objection: KnowledgeError | null
}

/**
 * Makes a version the champion. The gate must have passed it against the current champion.
 *
 * @throws {KnowledgeError} GATE_HELD, NOT_JUDGED (`override` skips both), FOUR_EYES, CHAMPION_MOVED when another promotion came
 * first, BAD_INPUT without a name or a reason or for the champion itself, and any error of `openSnapshot`
 */
export async function promote(
  { store, clock, logger, opening, rules }: Pick<Installation, 'store' | 'clock' | 'logger' | 'opening' | 'rules'>,
  request: PromotionRequest,
): Promise<Promoted> {
  const { version, override } = request
  const { by, reason } = namedAct(request)
  const manifest = await checkOpens(store, version, opening)
  const { champion: previous } = await readAliases(store)
  if (previous === version) throw alreadyChampion(version)
  if (rules.fourEyes) requireFourEyes(manifest, by)
  const { verdict, objection } = await judgementOf(store, manifest, previous)
  if (objection !== null && !override) throw objection
  const overridden = objection?.message ?? null
  const details = {
    version,
    previous,
    reason,
    ...storedAuthor(authorOf(manifest.lineage)),
    gate: verdict?.gate ?? null,
    ...(verdict !== null && wasJudgedAsFirst(verdict) ? { as: 'first-version' } : {}),
    run: verdict?.run ?? null,
    override: overridden !== null,
    overridden,
  }
  const move = { store, alias: 'champion', to: version, by, reason, clock, expected: previous } as const
  await withRecord(store, clock, (record) =>
    moveAlias({
      ...move,
      record: (_move, next) => record({ event: 'promotion', by, details }, documentEffect(ALIASES, next)),
    }),
  )
  if (overridden !== null) logger.warn({ version, by: by.name, overridden }, 'promoted against the gate')
  return { champion: version, previous, overridden, objection }
}

export interface RollbackRequest {
  /** a named person, and why */
  readonly by: Person
  readonly reason: string
}

/**
 * Makes the previous champion the champion again. Needs no verdict, because that version has served.
 *
 * @returns null, with nothing changed, when no version served before
 * @throws {KnowledgeError} BAD_INPUT, CHAMPION_MOVED, and any error of `openSnapshot` when the earlier version can no longer
 * serve
 */
export async function rollback(
  { store, clock, opening }: Pick<Installation, 'store' | 'clock' | 'opening'>,
  request: RollbackRequest,
): Promise<Promoted | null> {
  const { by, reason } = namedAct(request)
  const { champion: current, moves }: Aliases = await readAliases(store)
  const to = championBefore(await readMoves(store, moves))
  if (current === null || to === null) return null
  await checkOpens(store, to, opening)
  const details = { version: to, previous: current, reason }
  const move = { store, alias: 'champion', to, by, reason, clock, act: 'rollback', expected: current } as const
  await withRecord(store, clock, (record) =>
    moveAlias({
      ...move,
      record: (_move, next) => record({ event: 'rollback', by, details }, documentEffect(ALIASES, next)),
    }),
  )
  return { champion: to, previous: current, overridden: null, objection: null }
}

/** @throws {KnowledgeError} BAD_INPUT when the name or the reason is missing or too long */
export function namedAct(request: { readonly by: Person; readonly reason: string }) {
  const [name, reason] = [request.by.name.trim(), request.reason.trim()]
  if (name.length > ACT_LIMITS.byChars || reason.length > ACT_LIMITS.reasonChars) {
    throw new KnowledgeError(
      'BAD_INPUT',
      { what: name.length > ACT_LIMITS.byChars ? 'act-name-too-long' : 'act-reason-too-long' },
      { do: 'keep-within', nameChars: ACT_LIMITS.byChars, reasonChars: ACT_LIMITS.reasonChars },
    )
  }
  if (name !== '' && reason !== '') return { by: { ...request.by, name }, reason }
  throw new KnowledgeError(
    'BAD_INPUT',
    { what: name === '' ? 'act-name-missing' : 'act-reason-missing' },
    { do: 'say-who-and-why' },
  )
}

function requireFourEyes({ id, lineage }: Manifest, by: Person): void {
  const author = authorOf(lineage)
  if (author === null) {
    throw new KnowledgeError('FOUR_EYES', { what: 'no-author', version: id }, { do: 'retrain-with-author' })
  }
  if (samePerson(author, by)) {
    throw new KnowledgeError('FOUR_EYES', { what: 'author', by: by.name, version: id }, { do: 'let-other-promote' })
  }
}

/** The gate's verdict on a version, and the objection to promoting it over the champion; null when there is none. */
export async function judgementOf(
  store: Store,
  manifest: Manifest,
  champion: VersionId | null,
): Promise<{ readonly verdict: RecordedVerdict | null; readonly objection: KnowledgeError | null }> {
  const { verdict, altered } = (await readVerdict(store, manifest.id)) ?? { verdict: null, altered: false }
  const objection = objectionTo(manifest, verdict, altered, champion)
  if (objection !== null || verdict === null || !wasJudgedAsFirst(verdict)) return { verdict, objection }
  if (await isFirstOwnVersion(store, manifest.lineage.sources)) return { verdict, objection }
  const facts = { what: 'first-no-longer', version: manifest.id } as const
  const next = { do: 'judge-again', version: manifest.id, champion: champion ?? manifest.id } as const
  return { verdict, objection: new KnowledgeError('NOT_JUDGED', facts, next) }
}

function objectionTo(
  { id, contentHash }: Manifest,
  verdict: RecordedVerdict | null,
  altered: boolean,
  champion: VersionId | null,
): KnowledgeError | null {
  const judged = (facts: FactsOf<'NOT_JUDGED'>) =>
    // Without a champion there is nothing to compare with: a retraining judges on its own.
    new KnowledgeError(
      'NOT_JUDGED',
      facts,
      champion === null ? { do: 'judge-alone' } : { do: 'judge-again', version: id, champion },
    )
  if (verdict === null) return judged({ what: 'never', version: id })
  if (altered) return judged({ what: 'altered', version: id })
  if (verdict.contentHash !== contentHash) return judged({ what: 'other-content', version: id })
  if (verdict.champion !== champion) {
    return judged({ what: 'other-champion', version: id, against: verdict.champion, champion })
  }
  return verdict.gate === 'pass' ? null : gateHolds(id, verdict)
}

function gateHolds(version: VersionId, verdict: RecordedVerdict): KnowledgeError {
  const words = (language: string) => ({ reasons: reasonsOf(verdict, localeIn(language)).join(' | ') })
  return new KnowledgeError(
    'GATE_HELD',
    { version, rules: holdingRules(verdict) },
    { do: 'mend-or-override', version },
    { words },
  )
}

function alreadyChampion(id: VersionId): KnowledgeError {
  return new KnowledgeError('BAD_INPUT', { what: 'champion-already', version: id }, { do: 'nothing-to-do' })
}
