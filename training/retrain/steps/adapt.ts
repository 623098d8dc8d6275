import { packEncoder, readEncoder } from '../../../knowledge/encoder/encoder-files.js'
import { adaptEncoder } from '../../encoder/adapt-encoder.js'
import type { Step, StepOutcome } from '../step.js'
import { ADAPTED_FOLDER, RUN_FILES } from '../work.js'

/**
 * Where an operator wants it, continues the encoder's training on what was approved: always from the encoder as it was
 * configured, never from the champion's, so that the same content gives the same encoder. With too little to learn from the
 * run goes on with the encoder as it is.
 */
export const adapt: Step = {
  name: 'adapt',
  async run(work) {
    const { adaptation, onProgress } = work
    await work.files.remove(ADAPTED_FOLDER)
    if (adaptation === null) return leftAsItIs('not-wanted')
    const from = await readEncoder(adaptation.encoder)
    const pairs = await work.pairs.get()
    const { options } = adaptation
    const adapted = await adaptEncoder({ from, pairs, options, onProgress })
    if (adapted === null) return leftAsItIs('too-little')
    await work.files.write(RUN_FILES.encoder, packEncoder(adapted.contents))
    return {
      inputs: { encoder: from.name, revision: from.revision, pairs: pairs.length, steps: options.steps },
      outputs: {
        encoder: 'adapted',
        textPairs: adapted.textPairs,
        firstLoss: adapted.losses.first,
        lastLoss: adapted.losses.last,
      },
      files: [RUN_FILES.encoder],
    }
  },
}

function leftAsItIs(encoder: 'not-wanted' | 'too-little'): StepOutcome {
  return { inputs: {}, outputs: { encoder }, files: [] }
}
