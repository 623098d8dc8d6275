import type { GateLimits } from '../../evaluation/gate/gate.js'
import type { QnaPair } from '../../knowledge/content/qna-pair.js'
import type { ImportedSource } from '../../knowledge/content/workspace.js'
import type { Clock, EmbedderProvider, LanguageDetector, Progress, VectorIndexFormat } from '../../knowledge/ports.js'
import type { Store } from '../../knowledge/store/store.js'
import type { FitRanker } from '../../knowledge/version/freeze-parts.js'
import type { SnapshotParts } from '../../knowledge/version/open-snapshot.js'
import type { TrainingOptions } from '../encoder/train.js'

/** Approved content: pairs, the files they came from, and questions that none of the pairs may answer. */
export interface ApprovedContent {
  readonly pairs: readonly QnaPair[]
  readonly sources: readonly ImportedSource[]
  /** redacted; decided to be out of the institution's competence */
  readonly outOfScope: readonly string[]
}

/** How the encoder is adapted to what was approved. */
export interface EncoderAdaptation {
  /** folder of the encoder to start from */
  readonly encoder: string
  readonly options: TrainingOptions
  /** makes an embedder of the adapted encoder, that travels inside the version */
  readonly embedderProvider: (packed: Uint8Array) => EmbedderProvider
}

/** Everything a retraining needs. */
export interface RetrainRequest {
  readonly store: Store
  /** what editors have approved by now */
  readonly collect: () => Promise<ApprovedContent>
  /** also opens what `adaptation` makes */
  readonly embedderProvider: EmbedderProvider
  /** null where the encoder stays as it is */
  readonly adaptation: EncoderAdaptation | null
  readonly indexFormat: VectorIndexFormat
  readonly fitRanker: FitRanker
  /** what decides the version besides pairs and golden cases, e.g. `{"embedder":"hashed-ngrams","ranker":"default"}` */
  readonly recipe: Readonly<Record<string, string | number | boolean>>
  readonly parts: SnapshotParts
  readonly detectLanguages: (languages: readonly string[]) => Promise<LanguageDetector>
  readonly limits: GateLimits
  /** who stands behind the content */
  readonly author: string | null
  /** what set it off, e.g. `by hand`, `schedule`, `drift` */
  readonly trigger: string
  /** of the people who read the report (ISO 639); where there are no words in it, English */
  readonly language: string
  /**
   * An interrupted run is gone on with when its inputs are still the same. `unfinished` goes on with it in any case, on the
   * inputs it began with.
   */
  readonly resume: 'same-inputs' | 'unfinished'
  /** whether a version that passes the gate is promoted at once: only by an operator's standing order */
  readonly autoPromote: boolean
  readonly clock: Clock
  readonly onProgress?: Progress
}
