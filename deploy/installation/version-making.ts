import type { VersionMaking } from '../../evaluation/temporary-version.js'
import { eldLanguageDetector } from '../../knowledge/adapters/eld-language-detector.js'
import type { Clock } from '../../knowledge/ports.js'
import type { Config } from '../settings/config.js'
import { knowledgeParts } from './knowledge-parts.js'
import { configuredFit } from './ranker-fit.js'

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
    fitRanker: configuredFit(config, embedder),
    detectLanguages: eldLanguageDetector,
    clock,
  }
}
