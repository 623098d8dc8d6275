import type { Ranker } from '../../knowledge/search/ranker/ranker.js'

/** A question with the score of its best candidate, and whether that candidate was right. */
export interface Scored {
  /** score with lead, see `scoreWithLead` */
  readonly score: number
  readonly right: boolean
  /** how many questions it stands for */
  readonly weight: number
}

type Curve = Ranker['confidence']

/**
 * Standard deviations of the prior on bias and slope around the starting curve. The slope is held close: phrasings by editors
 * are more unusual than citizens' questions, and a curve that follows them freely is too flat.
 */
const SPREAD: Curve = { bias: 1.5, score: 0.3 }
/**
 * Maximum change of the bias by evidence. Phrasings made from templates find their pair at any score, and the bot would then
 * answer questions that no pair answers. Phrasings that are mere keywords rarely find it, and a good version would then answer
 * too little.
 */
const MOST_BIAS_MOVED = 0.2
const MOST_STEPS = 50
const SMALL_STEP = 1e-9

/**
 * The maximum a posteriori curve from score to probability, held close to the starting curve.
 *
 * @param outOfScope questions that no pair answers; they move the curve freely, since no editor wrote them
 */
export function fitConfidence(scored: readonly Scored[], start: Curve, outOfScope: readonly Scored[] = []): Curve {
  const own = mostLikely(scored, start)
  const all = outOfScope.length === 0 ? own : mostLikely([...scored, ...outOfScope], start)
  const moved = Math.min(MOST_BIAS_MOVED, Math.max(-MOST_BIAS_MOVED, own.bias - start.bias))
  // A better match must never make an answer less likely.
  return { bias: start.bias + moved + (all.bias - own.bias), score: Math.max(0, all.score) }
}

/**
 * Platt's sigmoid with a normal prior, by Newton's method.
 *
 * @see Platt, Probabilistic Outputs for Support Vector Machines, 1999
 */
function mostLikely(scored: readonly Scored[], start: Curve): Curve {
  let curve = start
  let loss = lossAt(scored, curve, start)
  for (let step = 0; step < MOST_STEPS; step++) {
    const { bias, score } = newtonStep(scored, curve, start)
    // Where the curve is flat at the evidence, a full step overshoots.
    for (let share = 1; share > SMALL_STEP; share /= 2) {
      const next = { bias: curve.bias - share * bias, score: curve.score - share * score }
      const nextLoss = lossAt(scored, next, start)
      if (nextLoss > loss) continue
      curve = next
      loss = nextLoss
      break
    }
    if (Math.abs(bias) + Math.abs(score) < SMALL_STEP) break
  }
  return curve
}

/** Negative log-likelihood of the evidence, plus the prior. */
function lossAt(scored: readonly Scored[], { bias, score: slope }: Curve, start: Curve): number {
  let loss = ((bias - start.bias) / SPREAD.bias) ** 2 / 2 + ((slope - start.score) / SPREAD.score) ** 2 / 2
  for (const { score, right, weight } of scored) {
    const logit = bias + slope * score
    const against = right ? -logit : logit
    loss += weight * (Math.max(0, against) + Math.log1p(Math.exp(-Math.abs(against))))
  }
  return loss
}

/** The Newton step: subtract it from the curve. */
function newtonStep(scored: readonly Scored[], { bias, score: slope }: Curve, start: Curve): Curve {
  let gradientBias = (bias - start.bias) / SPREAD.bias ** 2
  let gradientSlope = (slope - start.score) / SPREAD.score ** 2
  let [byBias, byBoth, bySlope] = [1 / SPREAD.bias ** 2, 0, 1 / SPREAD.score ** 2]
  for (const { score, right, weight } of scored) {
    const probability = sigmoid(bias + slope * score)
    const error = weight * (probability - (right ? 1 : 0))
    const curvature = weight * probability * (1 - probability)
    gradientBias += error
    gradientSlope += error * score
    byBias += curvature
    byBoth += curvature * score
    bySlope += curvature * score * score
  }
  const determinant = byBias * bySlope - byBoth * byBoth
  return {
    bias: (bySlope * gradientBias - byBoth * gradientSlope) / determinant,
    score: (byBias * gradientSlope - byBoth * gradientBias) / determinant,
  }
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value))
}
