import type { AnswerRisk } from '../../training/ranker/thresholds.js'
import type { Config } from './config.js'

/** What the institution accepts, from which thresholds follow. */
export function answerRisk({ values }: Config): AnswerRisk {
  return { usual: values.ANSWER_RISK, stricter: values.STRICTER_ANSWERS }
}
