import { strayQuestions } from '../../knowledge/content/stray-questions.js'
import { readLanguages } from '../../knowledge/encoder/encoder-files.js'
import type { FitRanker } from '../../knowledge/version/freeze-parts.js'
import { rankerFit } from '../../training/ranker/ranker-fit.js'
import { answerRisk } from '../settings/answer-risk.js'
import type { Config } from '../settings/config.js'
import { ownEncoderFolder } from './own-encoder.js'

/**
 * The ranker fit of every version made here, to serve or only to be measured.
 *
 * @param embedder name or path that replaces the configured one
 */
export function configuredFit(config: Config, embedder: string = config.values.VENTANILLA_EMBEDDER): FitRanker {
  return rankerFit(answerRisk(config), strayQuestions, () => languagesOf(embedder))
}

/** The embedder's languages; an adapted encoder has the same. @returns null for another kind of embedder, and when they are unknown */
async function languagesOf(embedder: string): Promise<readonly string[] | null> {
  const folder = ownEncoderFolder(embedder)
  return folder === null ? null : readLanguages(folder)
}
