import { availableParallelism } from 'node:os'
import { basename, resolve } from 'node:path'
import type { Command } from 'commander'
import { firstFew } from '../../knowledge/first-few.js'
import type { Embedder } from '../../knowledge/ports.js'
import { DEFAULT_SOURCE_WEIGHTS } from '../../training/encoder/source-weights.js'
import type { EncoderTrained } from '../../training/encoder/train-encoder.js'
import type { Config } from '../settings/config.js'
import { positive } from './arguments.js'
import { addEncoderAdapt } from './encoder-adapt.js'
import { plain, type Terminal } from './terminal.js'
import { addVerb, type RunVerb } from './verb.js'

/** Groups that are named one by one for the person at the terminal. */
const MOST_NAMED = 10

interface TrainOptions {
  readonly corpus: string
  readonly out: string
  readonly holdOut?: string
  readonly teacher?: string
  readonly teacherLanguage: string
  readonly name?: string
  readonly steps: number
  readonly seed: number
}

export function addEncoder(program: Command, run: RunVerb): void {
  const encoder = program
    .command('encoder')
    .description('Train the sentence encoder that comes with Ventanilla, or adapt it.')
  addEncoderAdapt(encoder, run)
  addVerb(
    encoder,
    'train',
    'Train a sentence encoder from a folder of text pairs: TSV files, plain or gzipped, with the columns\n' +
      'kind, langA, langB, textA, textB. Same pairs and seed, same bytes. About ten minutes on a quiet core.\n\n' +
      'Each file is learned from by kind and language pair; where there are fewer than 64 pairs of one, they are left out and named.\n' +
      'Checkpoints of a training that goes on, or was cut off, lie in <out>.unfinished.\n\n' +
      'The more pairs a file has, the more often it is drawn from; files of the following names are taken for those that ' +
      `the encoder of Ventanilla was trained on, and drawn so many times as often: ${weightedSources()}.`,
    {
      no: null,
      example: 'ventanilla encoder train --corpus ./pairs --hold-out ./benchmarks --out ./my-encoder',
    },
  )
    .requiredOption('--corpus <folder>', 'folder of .tsv or .tsv.gz files')
    .requiredOption('--out <folder>', 'folder to make for the encoder; it must not exist yet, or be empty')
    .option('--hold-out <folder>', 'JSONL texts to keep out of training, since the encoder will be judged on them')
    .option('--teacher <embedder>', 'a sentence model of one language to learn from as well: a folder or a hub id')
    .option('--teacher-language <tag>', 'language that the teacher knows', 'en')
    .option('--name <name>', 'name of the encoder (default: the name of the output folder)')
    .option('--steps <n>', 'training steps', positive, 2_500)
    .option('--seed <n>', 'seed of everything random', positive, 1)
    .action((options: TrainOptions, command: Command) =>
      run(command, async ({ config, terminal, progress, json }) => {
        const { DEFAULT_SHAPE, trainEncoder } = await import('../../training/encoder/train-encoder.js')
        const { DEFAULT_TRAINING } = await import('../../training/encoder/train-table.js')
        const { corpus, holdOut, out, name = basename(resolve(out)), steps, seed } = options
        const teacher = await teacherOf(config, options)
        const trained = await trainEncoder({
          corpus: resolve(corpus),
          heldOut: holdOut === undefined ? null : resolve(holdOut),
          teacher,
          output: resolve(out),
          name,
          shape: DEFAULT_SHAPE,
          options: {
            ...DEFAULT_TRAINING,
            steps,
            seed,
            sourceWeights: DEFAULT_SOURCE_WEIGHTS,
            workers: availableParallelism(),
          },
          onProgress: progress.report,
        })
        await teacher?.embedder.close()
        progress.stop()
        if (json) terminal.printJson(trained)
        else {
          terminal.print(`${trained.pairs} pairs, ${leftOut(trained)}, ${scored(trained)}`)
          sayTooSmall(terminal, trained)
        }
        return 0
      }),
    )
}

function weightedSources(): string {
  return Object.entries(DEFAULT_SOURCE_WEIGHTS)
    .flatMap(([source, weight]) => (weight === 1 ? [] : [`${source} ${weight}`]))
    .join(', ')
}

function sayTooSmall(terminal: Terminal, { tooSmall }: EncoderTrained): void {
  if (tooSmall.length === 0) return
  const pairs = tooSmall.reduce((sum, group) => sum + group.pairs, 0)
  terminal.say(`pairs not learned from, being too few of their file, kind and languages: ${pairs}`)
  const { first, more } = firstFew(tooSmall, MOST_NAMED)
  for (const group of first) terminal.say(`  ${group.pairs} of ${plain(group.group)}`)
  if (more > 0) terminal.say(`  and ${more} more such groups; all with --json`)
}

function scored({ curve }: EncoderTrained): string {
  const scores = curve.flatMap(({ development }) => development ?? [])
  return scores.length === 0 ? 'not scored: too few pairs' : `development score ${Math.max(...scores).toFixed(4)}`
}

function leftOut({ dropped, heldOutTexts }: EncoderTrained): string {
  return heldOutTexts === 0 ? 'none held out' : `${dropped} left out by ${heldOutTexts} held-out texts`
}

async function teacherOf(
  config: Config,
  { teacher, teacherLanguage }: TrainOptions,
): Promise<{ readonly embedder: Embedder; readonly language: string } | null> {
  if (teacher === undefined) return null
  const { knowledgeParts } = await import('../installation/knowledge-parts.js')
  const { embedder } = await knowledgeParts(config, teacher).embedderProvider.fit([], null)
  return { embedder, language: teacherLanguage }
}
