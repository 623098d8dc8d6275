import { headFeatures } from '../../knowledge/search/ranker/head-features.js'
import { headIdf, type LinearHead } from '../../knowledge/search/ranker/linear-head.js'

const TEXTS = 9

/**
 * A head whose numbers are random, over the features of the given texts.
 *
 * @param hasDense whether it has weights on the embedding
 */
export function randomHead(
  random: () => number,
  texts: readonly (readonly string[])[],
  { classes, dimensions, hasDense }: Pick<LinearHead, 'classes' | 'dimensions'> & { readonly hasDense: boolean },
): LinearHead {
  const numbers = (length: number) => Float32Array.from({ length }, () => 2 * random() - 1)
  const features = Uint32Array.from(new Set(texts.flatMap((words) => headFeatures(words).flat())))
  const supports = Array.from(features, () => Array.from({ length: classes }, (_, i) => i).filter(() => random() < 0.4))
  let end = 0
  const ends = supports.map((support) => {
    end += support.length
    return end
  })
  return {
    texts: TEXTS,
    classes,
    dimensions,
    features,
    idf: Float32Array.from(features, () => headIdf(Math.floor(random() * TEXTS), TEXTS)),
    starts: Uint32Array.from([0, ...ends]),
    classOf: Uint32Array.from(supports.flat()),
    weights: numbers(end),
    bias: numbers(classes),
    dense: numbers(hasDense ? classes * dimensions : 0),
  }
}
