import { type ListedVersion, listVersions } from '../../knowledge/version/list-versions.js'
import type { Installation } from '../installation.js'
import { parseTime, resolveAsOf } from './as-of.js'

export interface VersionsServed {
  /** oldest first */
  readonly versions: readonly ListedVersion[]
  /** the clock was set back around that time, so the moment occurred twice; the later one counts */
  readonly clockWentBack: boolean
}

/**
 * Every version, or only the one that served at some moment.
 *
 * @param request `at`: ISO time; null = all versions
 * @throws {KnowledgeError} BAD_INPUT, NO_CHAMPION when no version served then
 */
export async function versionsServed(
  { store, clock }: Pick<Installation, 'store' | 'clock'>,
  { at }: { readonly at: string | null },
): Promise<VersionsServed> {
  const served = at === null ? null : await resolveAsOf(store, parseTime(at, clock).toISOString(), clock)
  const versions = (await listVersions(store)).filter(({ id }) => served === null || id === served.id)
  return { versions, clockWentBack: served?.clockWentBack ?? false }
}
