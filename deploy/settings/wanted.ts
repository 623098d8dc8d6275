import type { z } from 'zod'
import type { Part } from '../../knowledge/words/error-facts.js'

/** Where the shape of a whole setting says too little: what is wanted of this very value. */
export function wantedInstead(wanted: Part) {
  return { code: 'custom' as const, params: { wanted }, input: undefined }
}

/** What the first such fault wants, or null where there is none. */
export function wantedBy({ issues }: z.ZodError): Part | null {
  for (const issue of issues) {
    // Nothing else in the settings' schemas gives an issue such a field.
    if (issue.code === 'custom' && issue.params?.wanted !== undefined) return issue.params.wanted as Part
  }
  return null
}
