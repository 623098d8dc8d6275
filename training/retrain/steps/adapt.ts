import { z } from 'zod'
import { packEncoder, readEncoder } from '../../../knowledge/encoder/encoder-files.js'
import { adaptEncoder } from '../../encoder/adapt-encoder.js'
import { adaptOutcomeSchema } from '../run/retrained.js'
import { ADAPTED_FOLDER, RUN_FILES } from '../run/run-files.js'
import type { Step, StepOutcome } from '../run/step.js'

const resultSchema = z.union([
  z.object({ encoder: z.literal('adapted'), textPairs: z.number(), firstLoss: z.number(), lastLoss: z.number() }),
  z.object({ encoder: adaptOutcomeSchema.exclude(['adapted']) }),
])

/**
 * When the operator wants it, continues the encoder's training on the approved content. It always starts from the configured
 * encoder, never from the champion's, so that the same content gives the same encoder. With too little content the run
 * continues with the encoder as it is.
 */
export const adapt: Step<z.infer<typeof resultSchema>> = {
  name: 'adapt',
  result: resultSchema,
  async run(context) {
    const { adaptation, onProgress } = context
    await context.files.remove(ADAPTED_FOLDER)
    if (adaptation === null) return leftAsItIs('not-wanted')
    const from = await readEncoder(adaptation.encoder)
    const pairs = await context.pairs.get()
    const { options } = adaptation
    const adapted = await adaptEncoder({ from, pairs, options, onProgress })
    if (adapted === null) return leftAsItIs('too-little')
    await context.files.write(RUN_FILES.encoder, packEncoder(adapted.contents))
    return {
      inputs: { encoder: from.name, revision: from.revision, pairs: pairs.length, steps: options.steps },
      result: {
        encoder: 'adapted',
        textPairs: adapted.textPairs,
        firstLoss: adapted.losses.first,
        lastLoss: adapted.losses.last,
      },
      files: [RUN_FILES.encoder],
    }
  },
}

function leftAsItIs(encoder: 'not-wanted' | 'too-little'): StepOutcome<z.infer<typeof resultSchema>> {
  return { inputs: {}, result: { encoder }, files: [] }
}
