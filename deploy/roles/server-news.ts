import type { KnowledgeError } from '../../knowledge/errors.js'
import type { InstitutionConcern } from '../settings/institution.js'

/** The news for the person at the terminal while a server starts and stops. */
export type ServerNews =
  | { readonly kind: 'sample-imported'; readonly pairs: number }
  | { readonly kind: 'first-champion'; readonly version: string }
  | InstitutionConcern
  /** why no retraining can begin */
  | { readonly kind: 'adaptation-impossible'; readonly error: KnowledgeError }
  /** `localOnly`: without a registration the Bot Framework endpoint serves only clients on this machine */
  | { readonly kind: 'answers'; readonly url: string; readonly dataFolder: string; readonly localOnly: boolean }
  /** `folder`: where the jobs are kept; null = in Redis */
  | { readonly kind: 'works'; readonly folder: string | null; readonly schedule: Schedule | null }
  | { readonly kind: 'stopping' }

interface Schedule {
  readonly cron: string
  readonly timeZone: string
}

export type TellNews = (news: ServerNews) => void
