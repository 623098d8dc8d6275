import { DEFAULT_GATE_LIMITS } from '../../evaluation/gate/gate.js'
import { eldLanguageDetector } from '../../knowledge/adapters/eld-language-detector.js'
import { hashedNgrams } from '../../knowledge/adapters/hashed-ngram-embedder.js'
import { hnswIndexFormat } from '../../knowledge/adapters/hnsw-index.js'
import type { Logger } from '../../knowledge/ports.js'
import type { Store } from '../../knowledge/store/store.js'
import { openInlineQueue } from '../../training/adapters/inline-queue.js'
import type { Installation, Making, Rules } from '../../training/installation.js'
import { USUAL_RISK } from '../../training/ranker/thresholds.js'
import { fitDefaultRanker } from './default-fit.js'
import { fixedClock, snapshotParts } from './freezing.js'

export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} }

export interface InstallationFields extends Partial<Omit<Installation, 'store' | 'making' | 'rules'>> {
  readonly making?: Partial<Making>
  readonly rules?: Partial<Rules>
}

/** A small installation on a store: nothing is automatic, and one person may do everything. */
export function installationOf(store: Store, { making, rules, ...parts }: InstallationFields = {}): Installation {
  const { clock = fixedClock, logger = silentLogger } = parts
  return {
    store,
    clock,
    logger,
    opening: snapshotParts,
    openQueue: async () => openInlineQueue({ store, knowledgeBase: 'main', clock, logger }),
    ...parts,
    making: {
      embedderProvider: hashedNgrams,
      indexFormat: hnswIndexFormat(),
      fitRanker: fitDefaultRanker,
      detectLanguages: eldLanguageDetector,
      adaptation: () => null,
      recipe: { embedder: 'hashed-ngrams' },
      ...making,
    },
    rules: {
      fourEyes: false,
      // No test may fail because the machine is busy.
      gateLimits: { ...DEFAULT_GATE_LIMITS, calibrationError: 0.6, latencyRatio: 1_000 },
      answerRisk: USUAL_RISK,
      autoPromote: false,
      retrainAfterApprovals: 0,
      retrainOnDrift: false,
      linkBase: null,
      reportLanguage: 'en',
      ...rules,
    },
  }
}
