import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { KnowledgeError } from '../../knowledge/errors.js'
import type { FactsOf } from '../../knowledge/words/error-facts.js'
import { textLines } from './text-lines.js'

/** Two texts with the same meaning, or that belong together, from one file of the corpus. */
export interface TextPair {
  /** the file's name without its extension */
  readonly source: string
  /** `par` translation, `para` paraphrase, `tb` title or question and its paragraph, `ts` one sentence of it, `syn` synonyms */
  readonly kind: string
  readonly languages: readonly [string, string]
  readonly texts: readonly [string, string]
}

const EXTENSION = /\.tsv(\.gz)?$/
const COLUMNS = 5
const LANGUAGE_TAG = /^[a-z]{2,3}([-_][a-z0-9]+)*$/i

/**
 * Every pair of a folder of TSV files (plain or gzipped) with the columns kind, langA, langB, textA, textB, file by file in
 * alphabetical order.
 *
 * @throws KnowledgeError IMPORT_UNREADABLE when the folder holds no such file, or one that cannot be read as text;
 * IMPORT_INVALID for a line with another shape
 */
export async function* readCorpus(folder: string): AsyncIterable<TextPair> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw unreadable(folder, cause)
  })
  const files = names.filter((name) => EXTENSION.test(name)).sort()
  if (files.length === 0) throw unreadable(folder, undefined)
  for (const file of files) yield* readFilePairs(join(folder, file), file.replace(EXTENSION, ''))
}

async function* readFilePairs(path: string, source: string): AsyncIterable<TextPair> {
  for await (const { number, text } of textLines(path)) {
    if (text.trim() === '') continue
    const [kind, left, right, textA, textB, ...rest] = text.split('\t')
    if (
      kind === undefined ||
      left === undefined ||
      right === undefined ||
      textA === undefined ||
      textB === undefined ||
      rest.length > 0
    ) {
      throw invalid({
        what: 'corpus-columns',
        file: path,
        line: number,
        found: text.split('\t').length,
        wanted: COLUMNS,
      })
    }
    for (const tag of [left, right]) {
      if (!LANGUAGE_TAG.test(tag)) throw invalid({ what: 'corpus-language', file: path, line: number, tag })
    }
    yield { source, kind, languages: [left, right], texts: [textA, textB] }
  }
}

function invalid(facts: FactsOf<'IMPORT_INVALID'>): KnowledgeError {
  return new KnowledgeError('IMPORT_INVALID', facts, { do: 'write-corpus-lines' })
}

function unreadable(folder: string, cause: unknown): KnowledgeError {
  return new KnowledgeError('IMPORT_UNREADABLE', { what: 'no-corpus', folder }, { do: 'give-corpus-folder' }, { cause })
}
