import type { Clock } from '../../knowledge/ports.js'

/** The machine's time: the one clock of production. */
export const systemClock: Clock = { now: () => new Date() }
