import { readFileSync } from 'node:fs'
import { type GoldenCase, goldenCase, goldenLineSchema } from '../../evaluation/golden/golden-case.js'
import { packagePath } from '../../knowledge/basics/package-path.js'
import { type QnaPair, qnaPairSchema } from '../../knowledge/content/qna-pair.js'

export type SampleLanguage = 'es' | 'en'

/** The pairs of the sample knowledge base, language by language. */
export function samplePairs(languages: readonly SampleLanguage[]): readonly QnaPair[] {
  return languages.flatMap((language) => lines(`pairs.${language}.jsonl`).map((line) => qnaPairSchema.parse(line)))
}

/** Its golden cases. */
export function sampleCases(languages: readonly SampleLanguage[]): readonly GoldenCase[] {
  return languages.flatMap((language) =>
    lines(`golden.${language}.jsonl`).map((line) => goldenCase(goldenLineSchema.parse(line), 'golden')),
  )
}

function lines(file: string): readonly unknown[] {
  return readFileSync(packagePath('knowledge', 'examples', 'registro', file), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
}
