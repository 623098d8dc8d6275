import { strayQuestions } from '../knowledge/content/stray-questions.js'
import type { FitRanker } from '../knowledge/version/freeze-parts.js'
import { rankerFit } from '../training/ranker/fit-ranker.js'
import { answerRisk } from './answer-risk.js'
import type { Config } from './config.js'

/** The fit of every version made here, to serve or only to be measured. */
export function configuredFit(config: Config): FitRanker {
  return rankerFit(answerRisk(config), strayQuestions)
}
