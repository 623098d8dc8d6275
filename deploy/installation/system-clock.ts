import type { Clock } from '../../knowledge/ports.js'

/** The machine's clock: the only clock in production. */
export const systemClock: Clock = { now: () => new Date() }
