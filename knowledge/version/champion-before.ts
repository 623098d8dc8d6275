import type { VersionId } from '../version-id.js'
import type { Move } from './promotions.js'

/**
 * The version that served before the present champion was promoted. Rolled-back promotions do not count: after rolling back
 * from c to b, the result is a, not c.
 *
 * @param moves those that took effect, oldest first
 */
export function championBefore(moves: readonly Move[]): VersionId | null {
  const served: VersionId[] = []
  for (const { alias, to, act } of moves) {
    if (alias !== 'champion' || to === null || served.at(-1) === to) continue
    if (act === 'rollback') {
      while (served.length > 0 && served.at(-1) !== to) served.pop()
    }
    if (served.at(-1) !== to) served.push(to)
  }
  return served.at(-2) ?? null
}
