import type { Command } from 'commander'
import { addGroup, addVerb } from './add-verb.js'
import type { RunVerb } from './verb.js'
import type { CliWords } from './words.js'

interface Options {
  readonly revision?: string
  readonly full?: boolean
}

export function addModel(program: Command, run: RunVerb, words: CliWords): void {
  const model = addGroup(program, words, 'model', words.say('model.purpose'))
  addVerb(model, words, 'model-pull', 'pull <id>')
    .option('--revision <name>', words.say('model-pull.revision'))
    .option('--full', words.say('model-pull.full'))
    .action((id: string, { revision, full = false }: Options, command: Command) =>
      run(command, async ({ config, terminal, progress, json }) => {
        const { pullModel } = await import('../../knowledge/adapters/pull-model.js')
        const pulled = await pullModel(id, {
          modelsFolder: config.modelsFolder,
          quantized: !full,
          onProgress: progress.report,
          ...(revision === undefined ? {} : { revision }),
        })
        progress.stop()
        if (json) terminal.printJson(pulled)
        else
          terminal.print(words.say(pulled.fetched ? 'model-pull.fetched' : 'model-pull.there', { path: pulled.path }))
        return 0
      }),
    )
}
