import { resolve } from 'node:path'
import type { Command } from 'commander'
import { SHIPPED_ENCODER_NAME } from '../../knowledge/encoder/shipped-encoder.js'
import { KnowledgeError } from '../../knowledge/errors.js'
import { whyNotOurs } from '../installation/encoder-to-adapt.js'
import { ownEncoderFolder } from '../installation/own-encoder.js'
import { addVerb } from './add-verb.js'
import { positive } from './arguments.js'
import { fixed } from './figures.js'
import { sayNext } from './talk.js'
import type { RunVerb } from './verb.js'
import type { CliWords } from './words.js'

interface Options {
  readonly out: string
  readonly from?: string
  readonly steps: number
  readonly seed: number
}

export function addEncoderAdapt(encoder: Command, run: RunVerb, words: CliWords): void {
  addVerb(encoder, words, 'encoder-adapt', 'adapt')
    .requiredOption('--out <folder>', words.say('encoder-adapt.out'))
    .option('--from <folder>', words.say('encoder-adapt.from'))
    .option('--steps <n>', words.say('encoder-adapt.steps'), positive, 200)
    .option('--seed <n>', words.say('encoder-adapt.seed'), positive, 1)
    .action(({ out, from, steps, seed }: Options, command: Command) =>
      run(command, async (context) => {
        const { openInstallation, config, terminal, progress, json } = context
        const { adaptToFolder } = await import('../../training/retrain/adapt-to-folder.js')
        const [folder, output] = [encoderToStartFrom(from ?? config.values.VENTANILLA_EMBEDDER), resolve(out)]
        const request = { from: folder, output, steps, seed }
        const adapted = await adaptToFolder(await openInstallation(), request, progress.report)
        progress.stop()
        const { pairs, textPairs, losses } = adapted
        if (json) terminal.printJson({ folder: output, ...adapted })
        else {
          const [first, last] = [fixed(losses.first, 2, words), fixed(losses.last, 2, words)]
          const counts = { textPairs: String(textPairs), pairs: String(pairs) }
          terminal.print(words.say('encoder-adapt.done', { ...counts, first, last }))
          sayNext(context, words.say('encoder-adapt.next', { folder: out }))
        }
        return 0
      }),
    )
}

/** @throws {KnowledgeError} BAD_INPUT */
function encoderToStartFrom(embedder: string): string {
  const folder = ownEncoderFolder(embedder)
  if (folder !== null) return folder
  throw new KnowledgeError(
    'BAD_INPUT',
    { what: 'encoder-not-ours', fault: whyNotOurs(embedder) },
    { do: 'name-own-encoder', shipped: SHIPPED_ENCODER_NAME },
  )
}
