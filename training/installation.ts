import type { GateLimits } from '../evaluation/gate/gate.js'
import type { Clock, EmbedderProvider, Logger } from '../knowledge/ports.js'
import type { Store } from '../knowledge/store/store.js'
import type { SnapshotParts } from '../knowledge/version/open-snapshot.js'
import type { VersionMaking } from '../knowledge/version/version-making.js'
import type { TrainingOptions } from './encoder/train-table.js'
import type { JobQueue } from './queue/job-queue.js'
import type { AnswerRisk } from './ranker/thresholds.js'

/** Everything that an act needs, passed whole or in part: the store, and the parts that open, make and judge versions. */
export interface Installation {
  readonly store: Store
  readonly clock: Clock
  readonly logger: Logger
  /** the kinds of embedder and index that a version can need */
  readonly opening: SnapshotParts
  readonly making: Making
  readonly rules: Rules
  /**
   * Opens the queue. The caller closes it.
   *
   * @throws {KnowledgeError} QUEUE_UNAVAILABLE
   */
  openQueue(): Promise<JobQueue>
}

/** The parts that make versions. `embedderProvider` also opens an adapted encoder. */
export interface Making extends VersionMaking {
  /**
   * How each retraining adapts the encoder; null = not at all.
   *
   * @throws {KnowledgeError} BAD_CONFIG when adaptation is configured and the encoder is not one of ours
   */
  adaptation(): EncoderAdaptation | null
  /** the settings that decide a version besides pairs and golden cases, e.g. `{"embedder":"hashed-ngrams","ranker":"default"}` */
  readonly recipe: Readonly<Record<string, string | number | boolean>>
}

/** How the encoder is adapted to the approved pairs. */
export interface EncoderAdaptation {
  /** folder of the encoder to start from */
  readonly encoder: string
  readonly options: TrainingOptions
  /** makes an embedder from the adapted encoder, which the version carries inside */
  readonly embedderProvider: (packed: Uint8Array) => EmbedderProvider
}

/** Rules that the institution has set. */
export interface Rules {
  /** the person who approves or promotes must not be the one who drafted or authored */
  readonly fourEyes: boolean
  readonly gateLimits: GateLimits
  readonly answerRisk: AnswerRisk
  /** whether a version that passes the gate is promoted at once, by an operator's standing order */
  readonly autoPromote: boolean
  /** number of approvals after which a retraining is requested; 0 = never automatically */
  readonly retrainAfterApprovals: number
  readonly retrainOnDrift: boolean
  /** where relative links in answers begin; null = they lead nowhere */
  readonly linkBase: string | null
  /** language of the report's readers (ISO 639); English when there is no such locale */
  readonly reportLanguage: string
}
