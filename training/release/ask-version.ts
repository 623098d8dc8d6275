import type { Decision } from '../../knowledge/search/outcome.js'
import type { VersionId } from '../../knowledge/version-id.js'
import type { Installation } from '../installation.js'
import { loadVersion } from '../loaded-version.js'
import { type AsOf, resolveAsOf } from './as-of.js'
import { namedOrChampion } from './named-or-champion.js'

export interface VersionQuestion {
  readonly text: string
  /** of the citizen's page, only a hint */
  readonly language: string | null
  /** only pairs with this metadata */
  readonly filter: Readonly<Record<string, string>>
  /** the version to ask, as of today; null = the champion */
  readonly version: VersionId | null
  /** a version or an ISO time: answers exactly as then; takes precedence over `version` */
  readonly asOf: string | null
}

export interface VersionAnswer {
  readonly decision: Decision
  readonly asOf: AsOf | null
  /** duration of the search, in milliseconds */
  readonly ms: number
}

/**
 * Asks a version the way the bot does: the champion, another one, or the one that answered at some moment, as it did then.
 *
 * @throws {KnowledgeError} BAD_INPUT, NO_CHAMPION, and any error of opening a version
 */
export async function askVersion(
  { store, clock, opening }: Pick<Installation, 'store' | 'clock' | 'opening'>,
  { text, language, filter, version, asOf }: VersionQuestion,
): Promise<VersionAnswer> {
  const then = asOf === null ? null : await resolveAsOf(store, asOf, clock)
  const loaded = await loadVersion(store, then?.id ?? (await namedOrChampion(store, version)), opening)
  try {
    const startedMs = performance.now()
    const now = then?.now ?? clock.now()
    const decision = await loaded.searcher.search({ text, languageHint: language, filter, now })
    return { decision, asOf: then, ms: Math.round((performance.now() - startedMs) * 100) / 100 }
  } finally {
    await loaded.close()
  }
}
