/**
 * How long a test waits for something that it knows will come. It only ends what hangs: on a busy machine everything
 * may take many times as long as on a quiet one, so no test fails for being late.
 */
export const PATIENCE_MS = 120_000
