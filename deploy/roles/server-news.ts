import type { KnowledgeError } from '../../knowledge/errors.js'
import type { InstitutionConcern } from '../settings/institution.js'

/** What the person at the terminal is told while a server starts and stops. */
export type ServerNews =
  | { readonly kind: 'sample-imported'; readonly pairs: number }
  | { readonly kind: 'first-champion'; readonly version: string }
  | InstitutionConcern
  /** why no retraining can begin */
  | { readonly kind: 'adaptation-impossible'; readonly error: KnowledgeError }
  /** `localOnly`: without a registration Bot Framework takes clients of this machine */
  | { readonly kind: 'answers'; readonly url: string; readonly dataFolder: string; readonly localOnly: boolean }
  /** `folder`: of the jobs; null = they are kept in Redis */
  | { readonly kind: 'works'; readonly folder: string | null; readonly schedule: Schedule | null }
  | { readonly kind: 'stopping' }

interface Schedule {
  readonly cron: string
  readonly timeZone: string
}

export type TellNews = (news: ServerNews) => void
