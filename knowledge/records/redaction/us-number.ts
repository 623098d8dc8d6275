import { patternRecogniser } from './recogniser.js'

const PATTERN = /(?<![\p{L}\p{N}])\d{3}-\d{2}-\d{4}(?![\p{L}\p{N}])/gu

/** United States social security and taxpayer numbers in the form used on documents. They have no checksum; the grouping identifies them. */
export const usNumber = patternRecogniser('id', PATTERN, () => true)
