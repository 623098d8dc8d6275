/** How long a slow client is waited for, in milliseconds. */
export interface Patience {
  /** until the headers of a request have arrived */
  readonly headersMs: number
  /** until a whole request has arrived */
  readonly requestMs: number
  /** until a client takes the first bytes of what waits for it; after that it must take `LEAST_BYTES_PER_SECOND` */
  readonly unreadMs: number
  /** how often all of these are checked: a client is cut off at most this much later */
  readonly checkEveryMs: number
}

export const DEFAULT_PATIENCE: Patience = {
  headersMs: 15_000,
  requestMs: 30_000,
  unreadMs: 15_000,
  checkEveryMs: 1_000,
}

/** Slower than any mobile network in use: half of GPRS. */
export const LEAST_BYTES_PER_SECOND = 2_048
