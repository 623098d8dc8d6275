import { readFile } from 'node:fs/promises'
import { packagePath } from '../../knowledge/basics/package-path.js'
import { parseJson } from '../../knowledge/basics/parse-json.js'
import type { ReadShelf, Shelf } from '../../knowledge/store/shelf.js'
import { goldenCase, goldenLineSchema, questionKey } from './golden-case.js'
import { ACCEPTED_CASES, readGoldenFiles } from './golden-folder.js'

/** The languages of the sample's golden cases. */
export const SAMPLE_LANGUAGES = ['es', 'en'] as const

/** The text of the sample's golden file in a language. */
export function shippedGolden(language: (typeof SAMPLE_LANGUAGES)[number]): Promise<string> {
  return readFile(packagePath('knowledge', 'examples', 'registro', `golden.${language}.jsonl`), 'utf8')
}

export interface SamplePairs {
  /** ids of the sample's pairs, those that stand and those that are gone */
  readonly sample: ReadonlySet<string>
  /** ids of the pairs that stand without the sample */
  readonly standing: ReadonlySet<string>
}

/** What becomes of one golden file without the sample. */
export interface FileWithoutSample {
  readonly name: string
  readonly gone: number
  /** the lines that stay, as they are */
  readonly left: readonly string[]
}

/**
 * The golden files that hold cases of the sample, and what stays of them. A case is the sample's when it names its pairs only and
 * none of them stands, or when it is one of the sample's questions that must not be answered. Lines that cannot be read stay.
 */
export async function filesWithoutSample(
  golden: ReadShelf,
  { sample, standing }: SamplePairs,
): Promise<readonly FileWithoutSample[]> {
  const unanswerable = await unanswerableQuestions()
  const isOfSample = (name: string, line: string) => {
    const parsed = goldenLineSchema.safeParse(parseJson(line))
    if (!parsed.success) return false
    const one = goldenCase(parsed.data, 'golden')
    if (one.relevant.length === 0) return name !== ACCEPTED_CASES && unanswerable.has(questionKey(one))
    return !one.relevant.some((id) => standing.has(id)) && one.relevant.some((id) => sample.has(id))
  }
  return (await readGoldenFiles(golden)).flatMap(({ name, content }) => {
    const lines = linesOf(Buffer.from(content).toString('utf8'))
    const left = lines.filter((line) => !isOfSample(name, line))
    return left.length === lines.length ? [] : [{ name, gone: lines.length - left.length, left }]
  })
}

/** Leaves what stays; a file without cases is removed. Only one caller at a time. */
export async function leaveWithoutSample(golden: Shelf, files: readonly FileWithoutSample[]): Promise<void> {
  for (const { name, left } of files) {
    if (left.length === 0) await golden.remove(name)
    else await golden.write(name, left.map((line) => `${line}\n`).join(''))
  }
}

/** Questions that no institution answers, evenly from the sample's: at most so many for each language that has some. */
export async function farQuestions(
  languages: readonly string[],
  most: number,
): Promise<readonly { readonly text: string; readonly language: string }[]> {
  const texts = await Promise.all(SAMPLE_LANGUAGES.filter((one) => languages.includes(one)).map(shippedGolden))
  return texts.flatMap((text) => {
    const far = linesOf(text)
      .map((line) => goldenLineSchema.parse(JSON.parse(line)))
      .filter(({ kind }) => kind === 'unanswerable-far')
    return far.slice(0, most).map((line) => ({ text: line.text, language: line.lang ?? '' }))
  })
}

async function unanswerableQuestions(): Promise<ReadonlySet<string>> {
  const texts = await Promise.all(SAMPLE_LANGUAGES.map(shippedGolden))
  const cases = texts.flatMap(linesOf).map((line) => goldenCase(goldenLineSchema.parse(JSON.parse(line)), 'golden'))
  return new Set(cases.filter(({ relevant }) => relevant.length === 0).map(questionKey))
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.trim() !== '')
}
