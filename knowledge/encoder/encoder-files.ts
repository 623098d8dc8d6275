import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { KnowledgeError } from '../errors.js'
import type { TableShape } from './word-rows.js'

/**
 * A sentence encoder as it lies in a folder: `encoder.json` names the others with their hashes; `vocabulary.txt` holds a word a
 * line in row order; `table.i8` the rows as signed bytes, row-major; `scales.f32` one number per row, then one weight per
 * vocabulary word, little-endian.
 */
export interface EncoderWeights {
  readonly shape: TableShape
  readonly vocabulary: readonly string[]
  /** weight of each vocabulary word in a sentence, rarer words more; an unknown word weighs 1 */
  readonly wordWeights: Float32Array
  /** (words + buckets) × dimensions */
  readonly table: Int8Array
  /** what one unit of a row's bytes stands for */
  readonly rowScales: Float32Array
}

const FILES = { vocabulary: 'vocabulary.txt', table: 'table.i8', scales: 'scales.f32' } as const
/** The file that tells a folder from any other: it holds an encoder. */
export const ENCODER_FILE = 'encoder.json'

const configSchema = z.object({
  format: z.literal(1),
  name: z.string().min(1),
  words: z.number().int().positive(),
  buckets: z.number().int().positive(),
  dimensions: z.number().int().positive().multipleOf(4),
  files: z.object({ [FILES.vocabulary]: z.string(), [FILES.table]: z.string(), [FILES.scales]: z.string() }),
})

/** An encoder opened and verified. `revision` is the hash over its configuration, and so over all its files. */
export interface OpenedEncoder {
  readonly name: string
  readonly revision: string
  readonly files: Readonly<Record<string, string>>
  readonly weights: EncoderWeights
}

/** Writes an encoder into a folder. Same weights, same bytes. */
export async function writeEncoder(folder: string, name: string, weights: EncoderWeights): Promise<void> {
  await mkdir(folder, { recursive: true })
  const scales = new Float32Array([...weights.rowScales, ...weights.wordWeights])
  const contents: Readonly<Record<string, Uint8Array>> = {
    [FILES.vocabulary]: new TextEncoder().encode(`${weights.vocabulary.join('\n')}\n`),
    [FILES.table]: new Uint8Array(weights.table.buffer, weights.table.byteOffset, weights.table.byteLength),
    [FILES.scales]: new Uint8Array(scales.buffer),
  }
  const files: Record<string, string> = {}
  for (const [file, bytes] of Object.entries(contents)) {
    await writeFile(join(folder, file), bytes)
    files[file] = sha256(bytes)
  }
  const config = { format: 1, name, ...weights.shape, files }
  await writeFile(join(folder, ENCODER_FILE), `${JSON.stringify(config, null, 2)}\n`)
}

/**
 * Opens an encoder after verifying the hash of every file.
 *
 * @throws KnowledgeError EMBEDDER_UNLOADABLE when a file is missing, damaged or swapped
 */
export async function readEncoder(folder: string): Promise<OpenedEncoder> {
  const configBytes = await readOr(folder, ENCODER_FILE)
  const parsed = configSchema.safeParse(parseJson(configBytes))
  if (!parsed.success) throw unloadable(folder, `${ENCODER_FILE} is not the description of an encoder`)
  const { name, words, buckets, dimensions, files } = parsed.data
  const read = async (file: keyof typeof files) => {
    const bytes = await readOr(folder, file)
    if (sha256(bytes) !== files[file]) throw unloadable(folder, `${file} is damaged or belongs to another encoder`)
    return bytes
  }
  const [vocabularyBytes, table, scales] = await Promise.all([
    read(FILES.vocabulary),
    read(FILES.table),
    read(FILES.scales),
  ])
  const vocabulary = new TextDecoder().decode(vocabularyBytes).split('\n').slice(0, -1)
  const rows = words + buckets
  if (vocabulary.length !== words || table.length !== rows * dimensions || scales.length !== (rows + words) * 4) {
    throw unloadable(folder, 'its files do not fit its description')
  }
  const numbers = new Float32Array(new Uint8Array(scales).buffer)
  return {
    name,
    revision: sha256(configBytes),
    files: { [ENCODER_FILE]: sha256(configBytes), ...files },
    weights: {
      shape: { words, buckets, dimensions },
      vocabulary,
      table: new Int8Array(table.buffer, table.byteOffset, table.byteLength),
      rowScales: numbers.subarray(0, rows),
      wordWeights: numbers.subarray(rows),
    },
  }
}

async function readOr(folder: string, file: string): Promise<Uint8Array> {
  return readFile(join(folder, file)).catch((cause: unknown) => {
    throw unloadable(folder, `${file} cannot be read`, cause)
  })
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}

function unloadable(folder: string, what: string, cause?: unknown): KnowledgeError {
  return new KnowledgeError(
    'EMBEDDER_UNLOADABLE',
    `the encoder in ${folder} cannot be used: ${what}`,
    'restore the folder from the package or a backup, or choose another embedder with VENTANILLA_EMBEDDER',
    { cause },
  )
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
