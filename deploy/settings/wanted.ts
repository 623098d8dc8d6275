import type { z } from 'zod'

/** Where the shape of a whole setting says too little: what is wanted of this very value. */
export function wantedInstead(wanted: string) {
  return { code: 'custom' as const, params: { wanted }, input: undefined }
}

/** What the first such fault wants, or null where there is none. */
export function wantedBy({ issues }: z.ZodError): string | null {
  for (const issue of issues) {
    if (issue.code === 'custom' && typeof issue.params?.wanted === 'string') return issue.params.wanted
  }
  return null
}
