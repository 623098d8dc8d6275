import { z } from 'zod'

/** `kb-000042`: versions are numbered in the order they are frozen. */
export type VersionId = `kb-${string}`

export const versionIdSchema = z
  .string()
  .regex(/^kb-\d{6}$/, 'a version id looks like kb-000042')
  .transform((id) => id as VersionId)
