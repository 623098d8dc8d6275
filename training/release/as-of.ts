import { KnowledgeError } from '../../knowledge/errors.js'
import type { Clock } from '../../knowledge/ports.js'
import type { Store } from '../../knowledge/store/store.js'
import { readAliases } from '../../knowledge/version/aliases.js'
import { championAt } from '../../knowledge/version/champion-at.js'
import { type Move, readMoves } from '../../knowledge/version/promotions.js'
import { type VersionId, versionIdSchema } from '../../knowledge/version-id.js'

/** The version that answered at some moment, and that moment. */
export interface AsOf {
  readonly id: VersionId
  /** the day for which the validity of answers is judged */
  readonly now: Date
  /** the clock was set back around that time, so the moment occurred twice; the later one counts */
  readonly clockWentBack: boolean
}

const ISO_TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/

/**
 * @param text a version id: the last moment it served, or now when it never did; or an ISO time
 * @throws {KnowledgeError} BAD_INPUT, NO_CHAMPION when no version served then
 */
export async function resolveAsOf(store: Store, text: string, clock: Clock): Promise<AsOf> {
  const moves = (await readMoves(store, (await readAliases(store)).moves)).filter(({ alias }) => alias === 'champion')
  const id = versionIdSchema.safeParse(text)
  if (id.success) return { id: id.data, now: lastServed(moves, id.data) ?? clock.now(), clockWentBack: false }
  const now = parseTime(text, clock)
  const { version, clockWentBack } = championAt(moves, now)
  if (version === null) throw noneThen(text, moves)
  return { id: version, now, clockWentBack }
}

/** @throws {KnowledgeError} BAD_INPUT unless it is an ISO time that is not in the future */
export function parseTime(text: string, clock: Clock): Date {
  const time = new Date(ISO_TIME.test(text) ? text : Number.NaN)
  if (Number.isNaN(time.getTime())) {
    throw new KnowledgeError('BAD_INPUT', { what: 'neither-version-nor-time', text }, { do: 'give-version-or-time' })
  }
  if (time > clock.now()) {
    throw new KnowledgeError('BAD_INPUT', { what: 'time-to-come', text }, { do: 'give-past-time' })
  }
  return time
}

/** When the version last stopped serving; null when it never served, or serves now. */
function lastServed(moves: readonly Move[], id: VersionId): Date | null {
  const left = moves.findLast(({ from, to }) => from === id && to !== id)
  return left === undefined || moves.at(-1)?.to === id ? null : new Date(left.at)
}

function noneThen(text: string, [first]: readonly Move[]): KnowledgeError {
  return new KnowledgeError(
    'NO_CHAMPION',
    { what: 'none-then', at: text },
    first === undefined ? { do: 'wait-for-first-promotion' } : { do: 'ask-after', at: first.at },
  )
}
