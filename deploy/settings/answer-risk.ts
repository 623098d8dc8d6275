import type { AnswerRisk } from '../../training/ranker/thresholds.js'
import type { Config } from './config.js'

/** The share of wrong answers that the institution accepts; the thresholds follow from it. */
export function answerRisk({ values }: Config): AnswerRisk {
  return { usual: values.ANSWER_RISK, stricter: values.STRICTER_ANSWERS }
}
