import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { encoderWords } from '../../knowledge/encoder/word-rows.js'
import type { TextPair } from './corpus.js'

/** So many words in the same order in both are taken for the same text. */
const GRAM = 8

/** Word runs of texts that must not be trained on, because they will be used to judge. */
export interface HeldOutTexts {
  /** distinct runs of eight words; a shorter text counts as one run */
  readonly runs: ReadonlySet<string>
}

/**
 * Collects the texts of every JSONL file below a folder: the string fields `text`, `question`, `answer` and lists `alternatives`.
 * Files that are no JSONL are passed over.
 */
export async function readHeldOut(folder: string): Promise<HeldOutTexts> {
  const runs = new Set<string>()
  const names = await readdir(folder, { recursive: true })
  for (const name of names.filter((one) => one.endsWith('.jsonl')).sort()) {
    for (const line of (await readFile(join(folder, name), 'utf8')).split('\n')) {
      for (const text of textsOf(line)) for (const run of runsOf(text)) runs.add(run)
    }
  }
  return { runs }
}

/** Passes on the pairs of which neither side shares a run with the held-out texts, and counts the others. */
export async function* withoutHeldOut(
  corpus: AsyncIterable<TextPair>,
  { runs }: HeldOutTexts,
  onDropped: (pair: TextPair) => void,
): AsyncIterable<TextPair> {
  for await (const pair of corpus) {
    if (pair.texts.some((text) => runsOf(text).some((run) => runs.has(run)))) onDropped(pair)
    else yield pair
  }
}

/** Only texts of at least eight words can overlap: short questions are everybody's. */
function runsOf(text: string): readonly string[] {
  const words = encoderWords(text)
  return words.slice(0, Math.max(0, words.length - GRAM + 1)).map((_, i) => words.slice(i, i + GRAM).join(' '))
}

function textsOf(line: string): readonly string[] {
  if (line.trim() === '') return []
  try {
    const { text, question, answer, alternatives } = JSON.parse(line) as Record<string, unknown>
    const listed = Array.isArray(alternatives) ? alternatives : []
    return [text, question, answer, ...listed].filter((value) => typeof value === 'string')
  } catch {
    return []
  }
}
