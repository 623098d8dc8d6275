import type { VersionMaking } from '../evaluation/temporary-version.js'
import { eldLanguageDetector } from '../knowledge/adapters/eld-language-detector.js'
import type { Clock } from '../knowledge/ports.js'
import { rankerFit } from '../training/ranker/fit-ranker.js'
import { answerRisk } from './answer-risk.js'
import type { Config } from './config.js'
import { knowledgeParts } from './knowledge-parts.js'

/**
 * What a version that is only measured is made with: the same as one that is frozen to serve.
 *
 * @param embedder name or path that goes before the configured one
 */
export function versionMaking(config: Config, clock: Clock, embedder?: string): VersionMaking {
  const { embedderProvider, indexFormat } = knowledgeParts(config, embedder)
  return {
    embedderProvider,
    indexFormat,
    fitRanker: rankerFit(answerRisk(config)),
    detectLanguages: eldLanguageDetector,
    clock,
  }
}
