import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import { KnowledgeError } from '../../knowledge/errors.js'

/** Two texts that say the same or belong together, from one file of the corpus. */
export interface TextPair {
  /** the file's name without its extension */
  readonly source: string
  /** `par` translation, `para` paraphrase, `tb` title or question and its paragraph, `ts` one sentence of it, `syn` words for one thing */
  readonly kind: string
  readonly languages: readonly [string, string]
  readonly texts: readonly [string, string]
}

const EXTENSION = /\.tsv(\.gz)?$/
const COLUMNS = 5

/**
 * Every pair of a folder of TSV files (plain or gzipped) with the columns kind, langA, langB, textA, textB, file by file in
 * alphabetical order.
 *
 * @throws KnowledgeError IMPORT_UNREADABLE when the folder holds no such file, IMPORT_INVALID for a line of another shape
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
  const raw = createReadStream(path)
  const input = path.endsWith('.gz') ? raw.pipe(createGunzip()) : raw
  let number = 0
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++
    if (line.trim() === '') continue
    const [kind, left, right, textA, textB, ...rest] = line.split('\t')
    if (
      kind === undefined ||
      left === undefined ||
      right === undefined ||
      textA === undefined ||
      textB === undefined ||
      rest.length > 0
    ) {
      throw new KnowledgeError(
        'IMPORT_INVALID',
        `${path}, line ${number}: ${line.split('\t').length} columns where ${COLUMNS} are wanted`,
        'each line holds kind, langA, langB, textA, textB, separated by tabs',
      )
    }
    yield { source, kind, languages: [left, right], texts: [textA, textB] }
  }
}

function unreadable(folder: string, cause: unknown): KnowledgeError {
  return new KnowledgeError(
    'IMPORT_UNREADABLE',
    `${folder} holds no corpus`,
    'give a folder of .tsv or .tsv.gz files with the columns kind, langA, langB, textA, textB',
    { cause },
  )
}
