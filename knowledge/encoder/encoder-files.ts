import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { parseJson } from '../basics/parse-json.js'
import { sha256, sha256Schema } from '../basics/sha256.js'
import { KnowledgeError } from '../errors.js'
import { replaceFile } from '../store/durable-file.js'
import type { Part } from '../words/error-facts.js'
import { languagesByName } from './shipped-encoder.js'
import type { TableShape } from './word-rows.js'

/**
 * A sentence encoder as a folder of files: `encoder.json` names the others with their hashes; `vocabulary.txt` has one word per
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
  /** per row: the value of one unit of its bytes */
  readonly rowScales: Float32Array
}

const FILES = { vocabulary: 'vocabulary.txt', table: 'table.i8', scales: 'scales.f32' } as const
/** The file that marks a folder as an encoder. */
export const ENCODER_FILE = 'encoder.json'
const ALL_FILES: readonly string[] = [ENCODER_FILE, FILES.vocabulary, FILES.table, FILES.scales]
/** An encoder holds no secrets, and another user may serve it than the one that made it. */
const READABLE = 0o644
/** Bytes per file length at the beginning of a packed encoder. */
const LENGTH_BYTES = 4

const configSchema = z.object({
  format: z.literal(1),
  name: z.string().min(1),
  /** revision of the encoder whose training was continued */
  adaptedFrom: sha256Schema.optional(),
  /** the languages it was trained on; absent where its name implies them */
  languages: z.array(z.string()).optional(),
  words: z.number().int().positive(),
  buckets: z.number().int().positive(),
  dimensions: z.number().int().positive().multipleOf(4),
  files: z.object({ [FILES.vocabulary]: z.string(), [FILES.table]: z.string(), [FILES.scales]: z.string() }),
})

/** An encoder, opened and verified. `revision` is the hash of its configuration, and so covers all its files. */
export interface OpenedEncoder {
  readonly name: string
  readonly revision: string
  /** revision of the encoder it was adapted from, or null */
  readonly adaptedFrom: string | null
  /** two- or three-letter codes of the languages it was trained on, sorted; null where that is not known */
  readonly languages: readonly string[] | null
  readonly files: Readonly<Record<string, string>>
  readonly weights: EncoderWeights
}

/** The bytes of an encoder's files, by name. */
export type EncoderContents = Readonly<Record<string, Uint8Array>>

export interface EncoderOrigin {
  readonly name: string
  /** revision of the encoder it was adapted from, or null */
  readonly adaptedFrom: string | null
  /** two- or three-letter codes of the languages it was trained on, sorted; null where that is not known */
  readonly languages: readonly string[] | null
}

/** The files of an encoder. Same weights, same bytes. */
export function encodeEncoder(origin: EncoderOrigin, weights: EncoderWeights): EncoderContents {
  const scales = new Float32Array([...weights.rowScales, ...weights.wordWeights])
  const contents: EncoderContents = {
    [FILES.vocabulary]: new TextEncoder().encode(`${weights.vocabulary.join('\n')}\n`),
    [FILES.table]: new Uint8Array(weights.table.buffer, weights.table.byteOffset, weights.table.byteLength),
    [FILES.scales]: new Uint8Array(scales.buffer),
  }
  const files = Object.fromEntries(Object.entries(contents).map(([file, bytes]) => [file, sha256(bytes)]))
  const config = { format: 1, ...describe(origin), ...weights.shape, files }
  return { ...contents, [ENCODER_FILE]: new TextEncoder().encode(`${JSON.stringify(config, null, 2)}\n`) }
}

/** Languages implied by the name are left out, so that encoders made before languages were stored keep their revision. */
function describe({ name, adaptedFrom, languages }: EncoderOrigin): object {
  const isTold = languages === null || languages.join() === languagesByName(name)?.join()
  return { name, ...(adaptedFrom === null ? {} : { adaptedFrom }), ...(isTold ? {} : { languages }) }
}

/**
 * Writes an encoder's files into a folder, `ENCODER_FILE` last.
 *
 * @throws KnowledgeError DISK_FULL
 */
export async function writeEncoder(folder: string, contents: EncoderContents): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const file of ALL_FILES.toReversed()) {
    await replaceFile(join(folder, file), contents[file] ?? new Uint8Array(), READABLE)
  }
}

/**
 * Opens an encoder after verifying the hash of every file.
 *
 * @throws KnowledgeError EMBEDDER_UNLOADABLE when a file is missing, damaged or replaced
 */
export async function readEncoder(folder: string): Promise<OpenedEncoder> {
  return openEncoder(await readContents(folder), folder)
}

/**
 * The encoder of a folder in the form of `packEncoder`, not verified: `openPackedEncoder` does that.
 *
 * @throws KnowledgeError EMBEDDER_UNLOADABLE when a file is missing
 */
export async function readPackedEncoder(folder: string): Promise<Uint8Array> {
  return packEncoder(await readContents(folder))
}

/**
 * The languages that the encoder of a folder was trained on, from `ENCODER_FILE` alone; null where unknown.
 *
 * @throws KnowledgeError EMBEDDER_UNLOADABLE
 */
export async function readLanguages(folder: string): Promise<readonly string[] | null> {
  const [, bytes] = await readEncoderFile(folder, ENCODER_FILE)
  const { name, languages = languagesByName(name) } = description(bytes, folder)
  return languages
}

async function readContents(folder: string): Promise<EncoderContents> {
  return Object.fromEntries(await Promise.all(ALL_FILES.map((file) => readEncoderFile(folder, file))))
}

async function readEncoderFile(folder: string, file: string): Promise<readonly [string, Uint8Array]> {
  const bytes = await readFile(join(folder, file)).catch((cause: unknown) => {
    throw unloadable(folder, { what: 'file-unreadable', file }, cause)
  })
  return [file, bytes]
}

/** The configuration of an encoder, from the bytes of its description. */
function description(bytes: Uint8Array, folder: string | null): z.infer<typeof configSchema> {
  const parsed = configSchema.safeParse(parseJson(new TextDecoder().decode(bytes)))
  if (!parsed.success) throw unloadable(folder, { what: 'no-description', file: ENCODER_FILE })
  return parsed.data
}

/** All files of an encoder in one: the length of each (uint32, little-endian), then their contents, in a fixed order. */
export function packEncoder(contents: EncoderContents): Uint8Array {
  const files = ALL_FILES.map((file) => contents[file] ?? new Uint8Array())
  const lengths = Buffer.alloc(files.length * LENGTH_BYTES)
  files.forEach((bytes, i) => {
    lengths.writeUInt32LE(bytes.length, i * LENGTH_BYTES)
  })
  return Buffer.concat([lengths, ...files])
}

/**
 * Opens an encoder that was packed.
 *
 * @param folder of the encoder, for error messages; null where a version contains it
 * @throws KnowledgeError EMBEDDER_UNLOADABLE
 */
export function openPackedEncoder(packed: Uint8Array, folder: string | null = null): OpenedEncoder {
  const view = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength)
  let at = ALL_FILES.length * LENGTH_BYTES
  if (view.length < at) throw unloadable(folder, { what: 'cut-off' })
  const contents = ALL_FILES.map((file, i) => {
    const start = at
    at += view.readUInt32LE(i * LENGTH_BYTES)
    return [file, view.subarray(start, at)] as const
  })
  if (at !== view.length) throw unloadable(folder, { what: 'cut-off' })
  return openEncoder(Object.fromEntries(contents), folder)
}

function openEncoder(contents: EncoderContents, folder: string | null): OpenedEncoder {
  const bytesOf = (file: string) => contents[file] ?? new Uint8Array()
  const configBytes = bytesOf(ENCODER_FILE)
  const config = description(configBytes, folder)
  const { name, adaptedFrom = null, languages = languagesByName(name), words, buckets, dimensions, files } = config
  const verified = (file: keyof typeof files) => {
    const bytes = bytesOf(file)
    if (sha256(bytes) !== files[file]) throw unloadable(folder, { what: 'file-swapped', file })
    return bytes
  }
  const [table, scales] = [verified(FILES.table), verified(FILES.scales)]
  const vocabulary = new TextDecoder().decode(verified(FILES.vocabulary)).split('\n').slice(0, -1)
  const rows = words + buckets
  if (vocabulary.length !== words || table.length !== rows * dimensions || scales.length !== (rows + words) * 4) {
    throw unloadable(folder, { what: 'files-unfit' })
  }
  const numbers = new Float32Array(new Uint8Array(scales).buffer)
  const revision = sha256(configBytes)
  return {
    name,
    revision,
    adaptedFrom,
    languages,
    files: { [ENCODER_FILE]: revision, ...files },
    weights: {
      shape: { words, buckets, dimensions },
      vocabulary,
      table: new Int8Array(table.buffer, table.byteOffset, table.byteLength),
      rowScales: numbers.subarray(0, rows),
      wordWeights: numbers.subarray(rows),
    },
  }
}

function unloadable(folder: string | null, fault: Part, cause?: unknown): KnowledgeError {
  const facts = { what: 'encoder', folder, fault } as const
  return new KnowledgeError('EMBEDDER_UNLOADABLE', facts, { do: 'restore-encoder' }, { cause })
}
