import { SIGNALS } from '../../knowledge/search/ranker/ranker.js'
import type { QuestionEvidence, SignalValues } from './evidence.js'

/** Weights in the order of `SIGNALS`. */
export type Weights = readonly number[]

/** Strength of the pull to the starting weights, per unit of log-ratio. */
const PULL = 1
/** Scores are a share of the whole weight; the softmax over pairs needs them scaled by this factor. */
const TEMPERATURE = 6
const STEPS = 150
const STEP = 0.1
const [BETA_MEAN, BETA_SQUARE] = [0.9, 0.99]

export interface FittedWeights {
  readonly weights: Weights
  /** negative log-likelihood of the right pairs, in nats per question; comparable between starting weights with the same sum */
  readonly loss: number
}

/**
 * Weights that most likely rank each held-out phrasing's own pair first, held close to the starting weights: multinomial
 * logistic regression over candidates. It fits the logarithms of the weights, so that no weight becomes negative. Adam, a fixed
 * number of steps.
 *
 * @param start a weight of 0 stays 0
 * @see Kingma & Ba, Adam: A Method for Stochastic Optimization, 2015
 */
export function fitWeights(asked: readonly QuestionEvidence[], start: Weights): FittedWeights {
  const questions = asked.flatMap(({ own, others }) => (own === null ? [] : [[own, ...others]]))
  const logs = new Float64Array(SIGNALS.length)
  const [means, squares] = [new Float64Array(logs.length), new Float64Array(logs.length)]
  const weightsNow = () => start.map((weight, i) => weight * Math.exp(logs[i] ?? 0))
  for (let step = 1; step <= STEPS; step++) {
    const { gradient } = lossAt(questions, weightsNow())
    for (let i = 0; i < logs.length; i++) {
      const slope = (gradient[i] as number) / Math.max(1, questions.length) + PULL * (logs[i] as number)
      means[i] = BETA_MEAN * (means[i] as number) + (1 - BETA_MEAN) * slope
      squares[i] = BETA_SQUARE * (squares[i] as number) + (1 - BETA_SQUARE) * slope * slope
      const mean = (means[i] as number) / (1 - BETA_MEAN ** step)
      const square = (squares[i] as number) / (1 - BETA_SQUARE ** step)
      logs[i] = (logs[i] as number) - (STEP * mean) / (Math.sqrt(square) + 1e-8)
    }
  }
  const weights = weightsNow()
  return { weights, loss: lossAt(questions, weights).loss / Math.max(1, questions.length) }
}

/** The summed negative log-likelihood and its gradient by the logarithm of each weight. The right candidate comes first. */
function lossAt(questions: readonly (readonly SignalValues[])[], weights: Weights) {
  let loss = 0
  const gradient = new Float64Array(weights.length)
  for (const candidates of questions) {
    const logits = candidates.map((values) => TEMPERATURE * weightedSum(values, weights))
    const best = Math.max(...logits)
    const odds = logits.map((logit) => Math.exp(logit - best))
    const sum = odds.reduce((total, one) => total + one, 0)
    loss += best + Math.log(sum) - (logits[0] ?? 0)
    candidates.forEach((values, c) => {
      const error = (odds[c] ?? 0) / sum - (c === 0 ? 1 : 0)
      for (let i = 0; i < gradient.length; i++) {
        gradient[i] = (gradient[i] as number) + error * TEMPERATURE * (weights[i] ?? 0) * (values[i] as number)
      }
    })
  }
  return { loss, gradient }
}

export function weightedSum(values: SignalValues, weights: Weights): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += (weights[i] ?? 0) * (values[i] as number)
  return sum
}
