import type { VersionId } from '../version-id.js'
import type { Move } from './promotions.js'

/** Which version served at a moment. */
export interface ChampionAt {
  /** null before the first promotion */
  readonly version: VersionId | null
  /** the move that promoted it; null when there is none */
  readonly move: Move | null
  /** the clock was set back around that moment, so that it occurred twice; the result is for the later occurrence */
  readonly clockWentBack: boolean
}

/**
 * The champion at a moment, by the record of moves. Moves count in their order; a move whose clock had been set back counts as of
 * the latest earlier time, so that every moment has one answer.
 *
 * @param moves those that took effect, oldest first, as `readMoves` gives them
 */
export function championAt(moves: readonly Move[], time: Date): ChampionAt {
  let latestMs = Number.NEGATIVE_INFINITY
  let serving: Move | null = null
  let clockWentBack = false
  for (const move of moves) {
    if (move.alias !== 'champion') continue
    const atMs = Date.parse(move.at)
    if (atMs < latestMs && atMs <= time.getTime() && time.getTime() <= latestMs) clockWentBack = true
    latestMs = Math.max(latestMs, atMs)
    if (latestMs <= time.getTime()) serving = move
  }
  return { version: serving?.to ?? null, move: serving, clockWentBack }
}
