import type { z } from 'zod'
import type { Part } from '../../knowledge/words/error-facts.js'

/** Says what is wanted instead of one value, when the format of the whole setting says too little. */
export function wantedInstead(wanted: Part) {
  return { code: 'custom' as const, params: { wanted }, input: undefined }
}

/** What the first such issue wants, or null when there is none. */
export function wantedBy({ issues }: z.ZodError): Part | null {
  for (const issue of issues) {
    // Nothing else in the settings' schemas gives an issue such a field.
    if (issue.code === 'custom' && issue.params?.wanted !== undefined) return issue.params.wanted as Part
  }
  return null
}
