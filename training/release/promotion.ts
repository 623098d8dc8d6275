import { ACT_LIMITS } from '../../knowledge/audit/audit-entry.js'
import { recordAct } from '../../knowledge/audit/audit-log.js'
import { KnowledgeError } from '../../knowledge/errors.js'
import { authorOf, type Person, samePerson, storedAuthor } from '../../knowledge/person.js'
import type { Store } from '../../knowledge/store/store.js'
import { type Aliases, moveAlias, readAliases } from '../../knowledge/version/aliases.js'
import { championBefore } from '../../knowledge/version/champion-before.js'
import type { Manifest } from '../../knowledge/version/manifest.js'
import { checkOpens } from '../../knowledge/version/open-snapshot.js'
import { readMoves } from '../../knowledge/version/promotions.js'
import type { VersionId } from '../../knowledge/version-id.js'
import type { Installation } from '../installation.js'
import { judgeAgain, type RecordedVerdict, readVerdict, reasonsOf } from './verdicts.js'

export interface PromotionRequest {
  readonly version: VersionId
  /** a named person, and why */
  readonly by: Person
  readonly reason: string
  /** promote what the gate held, or never judged: on record, for all to see */
  readonly override: boolean
}

export interface Promoted {
  readonly champion: VersionId
  readonly previous: VersionId | null
  /** what spoke against it and was overridden; null when nothing did */
  readonly overridden: string | null
}

/**
 * Makes a version champion, on evidence: the gate must have passed it against the present champion.
 *
 * @throws {KnowledgeError} GATE_HELD, NOT_JUDGED (both give way to `override`), FOUR_EYES, CHAMPION_MOVED when another
 * promotion came first, BAD_INPUT without a name or a reason or for the champion itself, and whatever `openSnapshot` throws
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
    run: verdict?.run ?? null,
    override: overridden !== null,
    overridden,
  }
  const record = async () => {
    await recordAct(store, { event: 'promotion', by, details }, clock)
  }
  await moveAlias({ store, alias: 'champion', to: version, by, reason, clock, expected: previous, record })
  if (overridden !== null) logger.warn({ version, by: by.name, overridden }, 'promoted against the gate')
  return { champion: version, previous, overridden }
}

export interface RollbackRequest {
  /** a named person, and why */
  readonly by: Person
  readonly reason: string
}

/**
 * Makes the version champion again that served before the present one was promoted. Needs no verdict: it has served.
 *
 * @returns null, with nothing changed, when none served before
 * @throws {KnowledgeError} BAD_INPUT, CHAMPION_MOVED, and whatever `openSnapshot` throws when the earlier version cannot serve any more
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
  const record = async () => {
    await recordAct(store, { event: 'rollback', by, details: { version: to, previous: current, reason } }, clock)
  }
  await moveAlias({ store, alias: 'champion', to, by, reason, clock, act: 'rollback', expected: current, record })
  return { champion: to, previous: current, overridden: null }
}

/** @throws {KnowledgeError} BAD_INPUT when it names nobody, gives no reason, or says more than is put on record */
export function namedAct(request: { readonly by: Person; readonly reason: string }) {
  const [name, reason] = [request.by.name.trim(), request.reason.trim()]
  if (name.length > ACT_LIMITS.byChars || reason.length > ACT_LIMITS.reasonChars) {
    throw new KnowledgeError(
      'BAD_INPUT',
      `the ${name.length > ACT_LIMITS.byChars ? 'name' : 'reason'} is too long to be put on record`,
      `at most ${ACT_LIMITS.byChars} characters for the name and ${ACT_LIMITS.reasonChars} for the reason`,
    )
  }
  if (name !== '' && reason !== '') return { by: { ...request.by, name }, reason }
  throw new KnowledgeError(
    'BAD_INPUT',
    `this needs a named person and a reason; the ${name === '' ? 'name' : 'reason'} is empty`,
    'say who and why: --by "Ana Ruiz" --reason "new fees from 1 January"',
  )
}

function requireFourEyes({ id, lineage }: Manifest, by: Person): void {
  const author = authorOf(lineage)
  if (author === null) {
    throw new KnowledgeError(
      'FOUR_EYES',
      `${id} names no author, so that nobody can be shown to be another person`,
      'retrain with --author <name>, then let somebody else promote',
    )
  }
  if (samePerson(author, by)) {
    throw new KnowledgeError(
      'FOUR_EYES',
      `${by.name} is the author of ${id} and cannot approve it as well`,
      'let somebody else promote it, or set FOUR_EYES=no',
    )
  }
}

/** What the gate said of a version, and what speaks against letting it answer citizens in the champion's place, or null. */
export async function judgementOf(
  store: Store,
  manifest: Manifest,
  champion: VersionId | null,
): Promise<{ readonly verdict: RecordedVerdict | null; readonly objection: KnowledgeError | null }> {
  const { verdict, altered } = (await readVerdict(store, manifest.id)) ?? { verdict: null, altered: false }
  return { verdict, objection: objectionTo(manifest, verdict, altered, champion) }
}

function objectionTo(
  { id, contentHash }: Manifest,
  verdict: RecordedVerdict | null,
  altered: boolean,
  champion: VersionId | null,
): KnowledgeError | null {
  const judged = (message: string) =>
    new KnowledgeError('NOT_JUDGED', message, `judge it with: ${judgeAgain(id).replace('<champion>', champion ?? id)}`)
  if (verdict === null) return judged(`${id} was never judged by the gate`)
  if (altered) return judged(`the verdict on ${id} is not the one that the audit log has: it was altered since`)
  if (verdict.contentHash !== contentHash) return judged(`the verdict on record is about another ${id}`)
  if (verdict.champion !== champion) {
    const against = verdict.champion === null ? 'on its own' : `against ${verdict.champion}`
    return judged(`${id} was judged ${against}, but ${champion ?? 'no version'} serves now`)
  }
  if (verdict.gate === 'pass') return null
  return new KnowledgeError(
    'GATE_HELD',
    `the gate holds ${id}: ${reasonsOf(verdict).join(' | ')}`,
    'mend what it names and retrain; to promote it all the same, on record: --override',
  )
}

function alreadyChampion(id: VersionId): KnowledgeError {
  return new KnowledgeError('BAD_INPUT', `${id} is the champion already`, 'there is nothing to do')
}
