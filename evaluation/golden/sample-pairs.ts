import { readFile } from 'node:fs/promises'
import { packagePath } from '../../knowledge/basics/package-path.js'
import { type QnaPair, qnaPairSchema } from '../../knowledge/content/qna-pair.js'

/** The files of the sample knowledge base. */
export const SAMPLE_FILES = ['pairs.es.jsonl', 'pairs.en.jsonl'] as const

export function sampleFile(name: (typeof SAMPLE_FILES)[number]): string {
  return packagePath('knowledge', 'examples', 'registro', name)
}

/** The pairs of the sample knowledge base, as this release ships them. */
export async function shippedSamplePairs(): Promise<readonly QnaPair[]> {
  const texts = await Promise.all(SAMPLE_FILES.map((name) => readFile(sampleFile(name), 'utf8')))
  return texts.flatMap((text) => text.trimEnd().split('\n')).map((line) => qnaPairSchema.parse(JSON.parse(line)))
}
