import { resolve } from 'node:path'
import type { Command } from 'commander'
import { SHIPPED_ENCODER_NAME } from '../../knowledge/encoder/shipped-encoder.js'
import { KnowledgeError } from '../../knowledge/errors.js'
import { whyNotOurs } from '../installation/encoder-to-adapt.js'
import { ownEncoderFolder } from '../installation/own-encoder.js'
import { positive } from './arguments.js'
import { plain } from './terminal.js'
import { addVerb, type RunVerb } from './verb.js'

interface Options {
  readonly out: string
  readonly from?: string
  readonly steps: number
  readonly seed: number
}

export function addEncoderAdapt(encoder: Command, run: RunVerb): void {
  addVerb(
    encoder,
    'adapt',
    'Continue an encoder’s training on the approved pairs: their phrasings, translations and the sentences of their\n' +
      'answers. Takes less than a minute for some hundred pairs; same pairs, encoder and seed, same bytes. Whether it is\n' +
      'better is for the gate to say: retrain with VENTANILLA_EMBEDDER=<folder>, or let each retraining adapt its own\n' +
      'encoder with ENCODER_ADAPT=yes. Each one needs a folder of its own: none is ever written over.',
    {
      no: null,
      example:
        'ventanilla encoder adapt --out ./our-encoder-2027-03\n' +
        'VENTANILLA_EMBEDDER=./our-encoder-2027-03 ventanilla retrain',
    },
  )
    .requiredOption('--out <folder>', 'folder to make for the adapted encoder; it must not exist yet, or be empty')
    .option('--from <folder>', 'encoder to start from, by folder or name (default: VENTANILLA_EMBEDDER)')
    .option('--steps <n>', 'training steps', positive, 200)
    .option('--seed <n>', 'seed of everything random', positive, 1)
    .action(({ out, from, steps, seed }: Options, command: Command) =>
      run(command, async ({ openInstallation, config, terminal, progress, json }) => {
        const { adaptToFolder } = await import('../../training/retrain/adapt-to-folder.js')
        const [folder, output] = [encoderToStartFrom(from ?? config.values.VENTANILLA_EMBEDDER), resolve(out)]
        const request = { from: folder, output, steps, seed }
        const adapted = await adaptToFolder(await openInstallation(), request, progress.report)
        progress.stop()
        const { pairs, textPairs, losses } = adapted
        if (json) terminal.printJson({ folder: output, ...adapted })
        else {
          const fallen = `loss ${losses.first.toFixed(2)} at first, ${losses.last.toFixed(2)} at the end`
          terminal.print(`adapted to ${textPairs} pairs of texts out of ${pairs} pairs; ${fallen}`)
          terminal.say(`next: VENTANILLA_EMBEDDER=${plain(out)} ventanilla retrain`)
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
