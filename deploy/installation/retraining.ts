import { eldLanguageDetector } from '../../knowledge/adapters/eld-language-detector.js'
import { travellingEncoder } from '../../knowledge/adapters/static-encoder.js'
import type { Clock, Progress } from '../../knowledge/ports.js'
import type { Store } from '../../knowledge/store/store.js'
import { approvedContent } from '../../training/editing/approved-content.js'
import { DEFAULT_ADAPTATION } from '../../training/encoder/adapt.js'
import type { EncoderAdaptation, RetrainRequest } from '../../training/retrain/retrain-request.js'
import { answerRisk } from '../settings/answer-risk.js'
import type { Config } from '../settings/config.js'
import type { SettingValues } from '../settings/settings.js'
import { encoderToAdapt } from './encoder-to-adapt.js'
import { knowledgeParts } from './knowledge-parts.js'
import { configuredFit } from './ranker-fit.js'

export interface Retraining {
  readonly config: Config
  readonly store: Store
  readonly clock: Clock
  readonly author: string | null
  /** what set it off, e.g. `by hand`, `schedule` */
  readonly trigger: string
  readonly resume: RetrainRequest['resume']
  readonly onProgress?: Progress
}

/**
 * What this installation retrains with: the workspace, the configured embedder, the gate's limits.
 *
 * @throws {KnowledgeError} BAD_CONFIG when an encoder shall be adapted and none of ours is configured
 */
export function retrainRequest({ config, store, onProgress, ...retraining }: Retraining): RetrainRequest {
  const { values } = config
  const { embedderProvider, indexFormat, ...parts } = knowledgeParts(config)
  return {
    ...retraining,
    store,
    collect: () => approvedContent(store),
    embedderProvider,
    adaptation: adaptationOf(values),
    indexFormat,
    fitRanker: configuredFit(config),
    recipe: {
      embedder: values.VENTANILLA_EMBEDDER,
      pooling: values.VENTANILLA_EMBEDDER_POOLING,
      queryPrefix: values.VENTANILLA_EMBEDDER_QUERY_PREFIX,
      passagePrefix: values.VENTANILLA_EMBEDDER_PASSAGE_PREFIX,
      quantized: values.VENTANILLA_EMBEDDER_QUANTIZED,
      ranker: 'fitted',
      answerRisk: JSON.stringify(answerRisk(config)),
    },
    parts,
    detectLanguages: eldLanguageDetector,
    limits: values.GATE_LIMITS,
    language: values.DEFAULT_LANGUAGE,
    autoPromote: values.AUTO_PROMOTE,
    ...(onProgress === undefined ? {} : { onProgress }),
  }
}

function adaptationOf(values: SettingValues): EncoderAdaptation | null {
  const encoder = encoderToAdapt(values)
  if (encoder === null) return null
  return { encoder, options: DEFAULT_ADAPTATION, embedderProvider: travellingEncoder }
}
