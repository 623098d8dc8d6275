import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readBenchmarkTexts } from '../../evaluation/bench/benchmark-lines.js'
import { encoderWords } from '../../knowledge/encoder/word-rows.js'
import { KnowledgeError } from '../../knowledge/errors.js'
import type { FactsOf } from '../../knowledge/words/error-facts.js'
import type { TextPair } from './corpus.js'

/** Two texts that share a run of so many words count as the same text. */
const GRAM = 8

/** Word runs of texts that must not be used for training, because the evaluation uses them. */
export interface HeldOutTexts {
  /** distinct runs of eight words; a shorter text has none */
  readonly runs: ReadonlySet<string>
  /** how many texts were read, short ones included */
  readonly texts: number
}

/**
 * Collects the texts of every JSONL file below a folder, pairs and labelled questions alike. Ignores other files.
 *
 * @throws KnowledgeError IMPORT_UNREADABLE when there is no such file or no text, IMPORT_INVALID naming every line that is not
 * JSON
 */
export async function readHeldOut(folder: string): Promise<HeldOutTexts> {
  const names = await readdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw nothingHeldOut({ what: 'held-out-no-folder', folder }, cause)
  })
  const files = names.filter((name) => name.endsWith('.jsonl')).sort()
  if (files.length === 0) throw nothingHeldOut({ what: 'held-out-no-file', folder })
  const runs = new Set<string>()
  let texts = 0
  for (const file of files) {
    for (const text of await readBenchmarkTexts(join(folder, file))) {
      texts++
      for (const run of runsOf(text)) runs.add(run)
    }
  }
  if (texts === 0) throw nothingHeldOut({ what: 'held-out-no-text', folder })
  return { runs, texts }
}

/** Passes on the pairs that share no run with the held-out texts on either side, and reports the others. */
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

/** Only texts of at least eight words can overlap, because short questions occur everywhere. */
function runsOf(text: string): readonly string[] {
  const words = encoderWords(text)
  return words.slice(0, Math.max(0, words.length - GRAM + 1)).map((_, i) => words.slice(i, i + GRAM).join(' '))
}

function nothingHeldOut(facts: FactsOf<'IMPORT_UNREADABLE'>, cause?: unknown): KnowledgeError {
  return new KnowledgeError('IMPORT_UNREADABLE', facts, { do: 'give-held-out-folder' }, { cause })
}
