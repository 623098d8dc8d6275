import { isAbsolute } from 'node:path'
import { packagePath } from '../basics/package-path.js'
import { createEncode } from '../encoder/encode.js'
import { type OpenedEncoder, openPackedEncoder, readEncoder, readPackedEncoder } from '../encoder/encoder-files.js'
import { KnowledgeError } from '../errors.js'
import type { Embedder, EmbedderPin, EmbedderProvider, FittedEmbedder } from '../ports.js'

export const STATIC_ENCODER = 'static-encoder'

/** Path, within the package, of the encoder that ships with it. */
export const SHIPPED_ENCODER = 'knowledge/encoder/weights'

/**
 * Our own sentence encoder: a table of word and letter-run rows. It knows meaning across the languages it was trained on, needs
 * no download, and takes microseconds. A version contains the encoder it was made with, so opening it needs no folder.
 *
 * @param folder of the encoder for new versions: absolute, or relative to the package
 */
export function staticEncoder(folder: string = SHIPPED_ENCODER): EmbedderProvider {
  const path = encoderPath(folder)
  return {
    provider: STATIC_ENCODER,
    fit: async () => fitted(await readPackedEncoder(path), path),
    open: openPinned,
  }
}

/**
 * An encoder made for one knowledge base.
 *
 * @param packed as `packEncoder` makes it
 */
export function travellingEncoder(packed: Uint8Array): EmbedderProvider {
  return { provider: STATIC_ENCODER, fit: async () => fitted(packed, null), open: openPinned }
}

function fitted(packed: Uint8Array, folder: string | null): FittedEmbedder {
  const { adaptedFrom, name, revision, weights } = openPackedEncoder(packed, folder)
  const options: EmbedderPin['options'] = adaptedFrom === null ? {} : { adaptedFrom }
  const { dimensions } = weights.shape
  const pin = { provider: STATIC_ENCODER, name, revision, dimensions, options, files: {} }
  return { embedder: embedderOf({ name, revision, weights }), pin, state: packed }
}

/** Absolute path of an encoder's folder. */
export function encoderPath(folder: string): string {
  return isAbsolute(folder) ? folder : packagePath(folder)
}

async function openPinned(pin: EmbedderPin, state: Uint8Array | null): Promise<Embedder> {
  // Older versions do not contain their encoder; they name its folder.
  const { folder = SHIPPED_ENCODER } = pin.options
  const opened = state === null ? await readEncoder(encoderPath(String(folder))) : openPackedEncoder(state)
  if (opened.revision !== pin.revision || opened.weights.shape.dimensions !== pin.dimensions) {
    throw new KnowledgeError(
      'EMBEDDER_MISMATCH',
      {
        what: 'encoder',
        name: pin.name,
        revision: pin.revision.slice(0, 12),
        dimensions: pin.dimensions,
        foundName: opened.name,
        foundRevision: opened.revision.slice(0, 12),
      },
      { do: 'put-encoder-back' },
    )
  }
  return embedderOf(opened)
}

function embedderOf({ name, revision, weights }: Pick<OpenedEncoder, 'name' | 'revision' | 'weights'>): Embedder {
  const encode = createEncode(weights)
  return {
    identity: { name, revision, dimensions: weights.shape.dimensions },
    embed: async (texts) => texts.map(encode),
    close: async () => {},
  }
}
