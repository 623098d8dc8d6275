import { isAbsolute } from 'node:path'
import { createEncode } from '../encoder/encode.js'
import { type OpenedEncoder, openPackedEncoder, readEncoder } from '../encoder/encoder-files.js'
import { KnowledgeError } from '../errors.js'
import { packagePath } from '../package-root.js'
import type { Embedder, EmbedderPin, EmbedderProvider } from '../ports.js'

export const STATIC_ENCODER = 'static-encoder'

/** Where it lies, as its pin names it: the same on every machine, wherever the package lies. */
export const SHIPPED_ENCODER = 'knowledge/encoder/weights'

/**
 * Our own sentence encoder: a table of word and letter-run rows. Knows meaning across the languages it was trained on, needs
 * no download, and takes microseconds. Opens encoders that lie in a folder and those that travel inside a version.
 *
 * @param folder where its files lie: absolute, or relative to the package
 */
export function staticEncoder(folder: string = SHIPPED_ENCODER): EmbedderProvider {
  return {
    provider: STATIC_ENCODER,

    async fit() {
      const opened = await readEncoder(encoderPath(folder))
      return { embedder: embedderOf(opened), pin: { ...pinOf(opened), options: { folder } }, state: null }
    },

    open: (pin, state) => openPinned(pin, state, folder),
  }
}

/**
 * An encoder made for one knowledge base: each version holds it whole, and needs no other folder to be opened.
 *
 * @param packed as `packEncoder` makes it
 */
export function travellingEncoder(packed: Uint8Array): EmbedderProvider {
  return {
    provider: STATIC_ENCODER,

    async fit() {
      const opened = openPackedEncoder(packed, 'made for this version')
      const { adaptedFrom } = opened
      const options = adaptedFrom === null ? {} : { adaptedFrom }
      return { embedder: embedderOf(opened), pin: { ...pinOf(opened), options, files: {} }, state: packed }
    },

    open: (pin, state) => openPinned(pin, state, SHIPPED_ENCODER),
  }
}

/** Where an encoder's folder lies on this machine. */
export function encoderPath(folder: string): string {
  return isAbsolute(folder) ? folder : packagePath(folder)
}

async function openPinned(pin: EmbedderPin, state: Uint8Array | null, usual: string): Promise<Embedder> {
  const { folder } = pin.options
  const opened =
    state === null
      ? await readEncoder(encoderPath(typeof folder === 'string' ? folder : usual))
      : openPackedEncoder(state, 'in the version')
  if (opened.revision !== pin.revision || opened.weights.shape.dimensions !== pin.dimensions) {
    throw new KnowledgeError(
      'EMBEDDER_MISMATCH',
      `the version pins ${pin.name} ${pin.revision.slice(0, 12)} with ${pin.dimensions}-d vectors, found ${opened.name} ${opened.revision.slice(0, 12)}`,
      'restore the encoder that the version was built with, or build a new version with: ventanilla retrain',
    )
  }
  return embedderOf(opened)
}

function pinOf({ name, revision, weights, files }: OpenedEncoder): Omit<EmbedderPin, 'options'> {
  return { provider: STATIC_ENCODER, name, revision, dimensions: weights.shape.dimensions, files }
}

function embedderOf({ name, revision, weights }: OpenedEncoder): Embedder {
  const encode = createEncode(weights)
  return {
    identity: { name, revision, dimensions: weights.shape.dimensions },
    embed: async (texts) => texts.map(encode),
    close: async () => {},
  }
}
