import type { GoldenCase } from '../../evaluation/golden/golden-case.js'

/** A golden case from the few fields a test cares about. */
export function caseOf(text: string, relevant: readonly string[], fields: Partial<GoldenCase> = {}): GoldenCase {
  return { text, relevant, language: 'en', kind: null, channel: null, critical: false, origin: 'golden', ...fields }
}
