import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { configuredFit } from '../../../deploy/installation/configured-fit.js'
import { readConfig } from '../../../deploy/settings/config.js'
import { staticEncoder } from '../../../knowledge/adapters/static-encoder.js'
import { readRanker } from '../../../knowledge/search/ranker/ranker-file.js'
import type { FitRanker } from '../../../knowledge/version/freeze-parts.js'
import { trainEncoder } from '../../../training/encoder/train-encoder.js'
import { materialOf } from '../../support/ranker-material.js'
import { pairOf } from '../../support/snapshot.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { corpusLines, tinyTraining } from '../../support/tiny-corpus.js'

/** An encoder that learned Spanish and German, and a few Italian lines. @returns its folder */
async function spanishAndGerman(name: string): Promise<string> {
  const [corpus, output] = [await temporaryFolder(), await temporaryFolder()]
  const lines = corpusLines.map((line) => line.replace('par\ten\tes\t', 'par\tde-AT\tes\t'))
  await writeFile(join(corpus, 'a.tsv'), [...lines, 'par\tit\tes\tla tassa\tla tasa'].join('\n'))
  const shape = { words: 500, buckets: 512, dimensions: 32 }
  const options = { ...tinyTraining, steps: 1 }
  await trainEncoder({ corpus, heldOut: null, teacher: null, output, name, shape, options })
  return output
}

describe('the ranker of a version', () => {
  it.each(['ventanilla-encoder', 'amt'])(
    'takes the languages of an encoder from what it was trained on, also where it is named %s',
    async (name) => {
      const folder = await spanishAndGerman(name)
      const { embedder } = await staticEncoder(folder).fit([], null)
      const material = { ...(await materialOf([pairOf({ id: 'fees', question: '¿Cuánto cuesta?' })])), embedder }
      const fitted = async (fitRanker: FitRanker) => readRanker(await fitRanker(material))
      const configured = configuredFit(readConfig({}, { VENTANILLA_EMBEDDER: folder }))
      expect((await fitted(configured)).foreignLanguages).toEqual(['de', 'es'])
      expect((await fitted(configuredFit(readConfig({}, {}), folder))).foreignLanguages).toEqual(['de', 'es'])
    },
  )
})
