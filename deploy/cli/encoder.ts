import { availableParallelism } from 'node:os'
import { basename, resolve } from 'node:path'
import type { Command } from 'commander'
import { firstFew } from '../../knowledge/basics/first-few.js'
import type { Embedder } from '../../knowledge/ports.js'
import { DEFAULT_SOURCE_WEIGHTS } from '../../training/encoder/source-weights.js'
import type { EncoderTrained } from '../../training/encoder/train-encoder.js'
import type { Config } from '../settings/config.js'
import { addGroup, addVerb } from './add-verb.js'
import { positive } from './arguments.js'
import { addEncoderAdapt } from './encoder-adapt.js'
import { fixed } from './figures.js'
import type { Talk } from './talk.js'
import { plain } from './terminal.js'
import type { RunVerb } from './verb.js'
import type { CliWords } from './words.js'

/** At most this many groups are named one by one at the terminal. */
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

export function addEncoder(program: Command, run: RunVerb, words: CliWords): void {
  const encoder = addGroup(program, words, 'encoder', words.say('encoder.purpose'))
  addEncoderAdapt(encoder, run, words)
  addVerb(encoder, words, 'encoder-train', 'train', { values: { sources: weightedSources() } })
    .requiredOption('--corpus <folder>', words.say('encoder-train.corpus'))
    .requiredOption('--out <folder>', words.say('encoder-train.out'))
    .option('--hold-out <folder>', words.say('encoder-train.hold-out'))
    .option('--teacher <embedder>', words.say('encoder-train.teacher'))
    .option('--teacher-language <tag>', words.say('encoder-train.teacher-language'), 'en')
    .option('--name <name>', words.say('encoder-train.name'))
    .option('--steps <n>', words.say('encoder-train.steps'), positive, 2_500)
    .option('--seed <n>', words.say('encoder-train.seed'), positive, 1)
    .action((options: TrainOptions, command: Command) =>
      run(command, async (context) => {
        const { config, terminal, progress, json } = context
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
          const found = {
            pairs: String(trained.pairs),
            leftOut: leftOut(trained, words),
            scored: scored(trained, words),
          }
          terminal.print(words.say('encoder-train.done', found))
          sayTooSmall(context, trained)
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

function sayTooSmall({ terminal, words }: Talk, { tooSmall }: EncoderTrained): void {
  if (tooSmall.length === 0) return
  const pairs = tooSmall.reduce((sum, group) => sum + group.pairs, 0)
  terminal.say(words.say('encoder-train.too-small', { pairs: String(pairs) }))
  const { first, more } = firstFew(tooSmall, MOST_NAMED)
  for (const { pairs, group } of first) {
    terminal.say(`  ${plain(words.say('encoder-train.too-small-group', { pairs: String(pairs), group }))}`)
  }
  if (more > 0) terminal.say(`  ${words.say('encoder-train.too-small-more', { more: String(more) })}`)
}

function scored({ curve }: EncoderTrained, words: CliWords): string {
  const scores = curve.flatMap(({ development }) => development ?? [])
  if (scores.length === 0) return words.say('encoder-train.not-scored')
  return words.say('encoder-train.scored', { score: fixed(Math.max(...scores), 4, words) })
}

function leftOut({ dropped, heldOutTexts }: EncoderTrained, words: CliWords): string {
  if (heldOutTexts === 0) return words.say('encoder-train.none-held-out')
  return words.say('encoder-train.left-out', { dropped: String(dropped), texts: String(heldOutTexts) })
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
