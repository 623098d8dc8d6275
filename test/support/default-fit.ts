import { defaultRanker } from '../../knowledge/search/ranker/default-ranker.js'
import { writeRanker } from '../../knowledge/search/ranker/ranker-file.js'
import type { FitRanker } from '../../knowledge/version/freeze-parts.js'
import { usualSimilarity } from '../../training/ranker/usual-similarity.js'

/** Fits only the spread of the version's own vectors, for tests that are not about the ranker. */
export const fitDefaultRanker: FitRanker = async (material) =>
  writeRanker({ ...defaultRanker(material.embedder.identity), denseFloor: usualSimilarity(material) })
