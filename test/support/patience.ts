/**
 * How long a test waits for an event that will come. It only stops hanging tests: a busy machine may take many times as long as
 * a quiet one, so no test fails because it is slow.
 */
export const PATIENCE_MS = 120_000
