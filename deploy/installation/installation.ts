import { eldLanguageDetector } from '../../knowledge/adapters/eld-language-detector.js'
import { travellingEncoder } from '../../knowledge/adapters/static-encoder.js'
import type { Clock, Logger } from '../../knowledge/ports.js'
import type { Store } from '../../knowledge/store/store.js'
import { DEFAULT_ADAPTATION } from '../../training/encoder/adapt-encoder.js'
import type { EncoderAdaptation, Installation, Making, Rules } from '../../training/installation.js'
import { answerRisk } from '../settings/answer-risk.js'
import type { Config } from '../settings/config.js'
import type { SettingValues } from '../settings/settings.js'
import { configuredFit } from './configured-fit.js'
import { encoderToAdapt } from './encoder-to-adapt.js'
import { openJobQueue } from './job-queue.js'
import { knowledgeParts } from './knowledge-parts.js'

interface Place {
  readonly store: Store
  readonly clock: Clock
  readonly logger: Logger
}

/** The installation as its operator has configured it. */
export function createInstallation(config: Config, { store, clock, logger }: Place): Installation {
  const { embedderProviders, indexFormats } = knowledgeParts(config)
  return {
    store,
    clock,
    logger,
    opening: { embedderProviders, indexFormats },
    making: configuredMaking(config),
    rules: rulesOf(config),
    openQueue: () => openJobQueue(config, { store, clock, logger }),
  }
}

/**
 * The parts that versions are made with, to serve or only to be measured.
 *
 * @param embedder name or path that replaces the configured one
 */
export function configuredMaking(config: Config, embedder?: string): Making {
  const { values } = config
  const { embedderProvider, indexFormat } = knowledgeParts(config, embedder)
  return {
    embedderProvider,
    indexFormat,
    fitRanker: configuredFit(config, embedder),
    detectLanguages: eldLanguageDetector,
    adaptation: () => adaptationOf(values),
    recipe: {
      embedder: values.VENTANILLA_EMBEDDER,
      pooling: values.VENTANILLA_EMBEDDER_POOLING,
      queryPrefix: values.VENTANILLA_EMBEDDER_QUERY_PREFIX,
      passagePrefix: values.VENTANILLA_EMBEDDER_PASSAGE_PREFIX,
      quantized: values.VENTANILLA_EMBEDDER_QUANTIZED,
      ranker: 'fitted',
      answerRisk: JSON.stringify(answerRisk(config)),
    },
  }
}

function rulesOf(config: Config): Rules {
  const { values } = config
  return {
    fourEyes: values.FOUR_EYES,
    gateLimits: values.GATE_LIMITS,
    answerRisk: answerRisk(config),
    autoPromote: values.AUTO_PROMOTE,
    retrainAfterApprovals: values.RETRAIN_AFTER_APPROVALS,
    retrainOnDrift: values.DRIFT_RETRAIN,
    linkBase: values.LINK_BASE,
    reportLanguage: values.DEFAULT_LANGUAGE,
  }
}

function adaptationOf(values: SettingValues): EncoderAdaptation | null {
  const encoder = encoderToAdapt(values)
  if (encoder === null) return null
  return { encoder, options: DEFAULT_ADAPTATION, embedderProvider: travellingEncoder }
}
