import type { GateLimits } from '../evaluation/gate/gate.js'
import type { Clock, EmbedderProvider, Logger } from '../knowledge/ports.js'
import type { Store } from '../knowledge/store/store.js'
import type { SnapshotParts } from '../knowledge/version/open-snapshot.js'
import type { VersionMaking } from '../knowledge/version/version-making.js'
import type { TrainingOptions } from './encoder/train-table.js'
import type { JobQueue } from './queue/job-queue.js'
import type { AnswerRisk } from './ranker/thresholds.js'

/** What every act is given, whole or in part: where things are kept, and what versions are opened, made and judged with. */
export interface Installation {
  readonly store: Store
  readonly clock: Clock
  readonly logger: Logger
  /** the kinds of embedder and index that a version can need */
  readonly opening: SnapshotParts
  readonly making: Making
  readonly rules: Rules
  /**
   * Opens the queue, which the caller closes.
   *
   * @throws {KnowledgeError} QUEUE_UNAVAILABLE
   */
  openQueue(): Promise<JobQueue>
}

/** What versions are made with; `embedderProvider` also opens what an adaptation makes. */
export interface Making extends VersionMaking {
  /**
   * How each retraining adapts the encoder; null where it stays as it is.
   *
   * @throws {KnowledgeError} BAD_CONFIG when it shall be adapted and is none of ours
   */
  adaptation(): EncoderAdaptation | null
  /** what decides a version besides pairs and golden cases, e.g. `{"embedder":"hashed-ngrams","ranker":"default"}` */
  readonly recipe: Readonly<Record<string, string | number | boolean>>
}

/** How the encoder is adapted to what was approved. */
export interface EncoderAdaptation {
  /** folder of the encoder to start from */
  readonly encoder: string
  readonly options: TrainingOptions
  /** makes an embedder of the adapted encoder, that travels inside the version */
  readonly embedderProvider: (packed: Uint8Array) => EmbedderProvider
}

/** What the institution has decided once for all. */
export interface Rules {
  /** whoever approves or promotes must not have drafted or authored */
  readonly fourEyes: boolean
  readonly gateLimits: GateLimits
  readonly answerRisk: AnswerRisk
  /** whether a version that passes the gate is promoted at once: only by an operator's standing order */
  readonly autoPromote: boolean
  /** approvals after which a retraining is asked for; 0 = never by itself */
  readonly retrainAfterApprovals: number
  readonly retrainOnDrift: boolean
  /** of the people who read the report (ISO 639); where there are no words in it, English */
  readonly reportLanguage: string
}
