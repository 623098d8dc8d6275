import { isAbsolute } from 'node:path'
import { createEncode } from '../encoder/encode.js'
import { type OpenedEncoder, readEncoder } from '../encoder/encoder-files.js'
import { KnowledgeError } from '../errors.js'
import { packagePath } from '../package-root.js'
import type { Embedder, EmbedderPin, EmbedderProvider } from '../ports.js'

export const STATIC_ENCODER = 'static-encoder'

/** How the encoder that comes with the package is asked for. */
export const SHIPPED_ENCODER_NAME = 'ventanilla-encoder'

/** Where it lies, as its pin names it: the same on every machine, wherever the package lies. */
export const SHIPPED_ENCODER = 'knowledge/encoder/weights'

/**
 * Our own sentence encoder: a table of word and letter-run rows. Knows meaning across the languages it was trained on, needs
 * no download, and takes microseconds.
 *
 * @param folder where its files lie: absolute, or relative to the package
 */
export function staticEncoder(folder: string = SHIPPED_ENCODER): EmbedderProvider {
  return {
    provider: STATIC_ENCODER,

    async fit() {
      const opened = await readEncoder(pathOf(folder))
      return { embedder: embedderOf(opened), pin: pinOf(opened, folder), state: null }
    },

    async open(pin) {
      const wanted = pin.options.folder
      const opened = await readEncoder(pathOf(typeof wanted === 'string' ? wanted : folder))
      if (opened.revision !== pin.revision || opened.weights.shape.dimensions !== pin.dimensions) {
        throw new KnowledgeError(
          'EMBEDDER_MISMATCH',
          `the version pins ${pin.name} ${pin.revision.slice(0, 12)} with ${pin.dimensions}-d vectors, found ${opened.name} ${opened.revision.slice(0, 12)}`,
          'restore the encoder that the version was built with, or build a new version with: ventanilla retrain',
        )
      }
      return embedderOf(opened)
    },
  }
}

function pathOf(folder: string): string {
  return isAbsolute(folder) ? folder : packagePath(folder)
}

function pinOf(opened: OpenedEncoder, folder: string): EmbedderPin {
  const { name, revision, weights, files } = opened
  return { provider: STATIC_ENCODER, name, revision, dimensions: weights.shape.dimensions, options: { folder }, files }
}

function embedderOf({ name, revision, weights }: OpenedEncoder): Embedder {
  const encode = createEncode(weights)
  return {
    identity: { name, revision, dimensions: weights.shape.dimensions },
    embed: async (texts) => texts.map(encode),
    close: async () => {},
  }
}
