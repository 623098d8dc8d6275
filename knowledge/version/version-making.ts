import type { EmbedderProvider, LanguageDetector, VectorIndexFormat } from '../ports.js'
import type { FitRanker } from './freeze-parts.js'

/** The parts of this installation that versions are made with. */
export interface VersionMaking {
  readonly embedderProvider: EmbedderProvider
  readonly indexFormat: VectorIndexFormat
  readonly fitRanker: FitRanker
  readonly detectLanguages: (languages: readonly string[]) => Promise<LanguageDetector>
}
