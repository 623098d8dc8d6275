import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { adaptationProblem, encoderToAdapt } from '../../../deploy/installation/encoder-to-adapt.js'
import { readConfig } from '../../../deploy/settings/config.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

describe('the encoder that retrainings adapt', () => {
  const valuesOf = (environment: Readonly<Record<string, string>>) => readConfig({}, environment).values

  it('is none by default', () => {
    const values = valuesOf({ VENTANILLA_EMBEDDER: './absent' })
    expect(encoderToAdapt(values)).toBeNull()
    expect(adaptationProblem(values)).toBeNull()
  })

  it('does not break the configuration when its folder is gone, so that the champion keeps answering', async () => {
    const gone = join(await temporaryFolder(), 'our-encoder')
    const values = valuesOf({ ENCODER_ADAPT: 'yes', VENTANILLA_EMBEDDER: gone })
    expect(() => encoderToAdapt(values)).toThrow(
      `ENCODER_ADAPT is yes, but VENTANILLA_EMBEDDER is "${gone}": there is no folder ${gone}`,
    )
    expect(adaptationProblem(values)?.message).toMatch(/^ENCODER_ADAPT is yes, but/)
  })
})
