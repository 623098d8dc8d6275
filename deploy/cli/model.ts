import type { Command } from 'commander'
import { addVerb, type RunVerb } from './verb.js'

interface Options {
  readonly revision?: string
  readonly full?: boolean
}

export function addModel(program: Command, run: RunVerb): void {
  const model = program.command('model').description('Fetch sentence models for those who are online.')
  addVerb(
    model,
    'pull <id>',
    'Fetch a sentence model from the public hub into the models folder (VENTANILLA_MODELS), whole or not at all.\n' +
      'This is the only command of Ventanilla that goes to the internet.',
    {
      no: null,
      example:
        'ventanilla model pull Xenova/multilingual-e5-small\n' +
        'VENTANILLA_EMBEDDER=Xenova/multilingual-e5-small VENTANILLA_EMBEDDER_QUERY_PREFIX="query: " \\\n' +
        '  VENTANILLA_EMBEDDER_PASSAGE_PREFIX="passage: " ventanilla freeze',
    },
  )
    .option('--revision <name>', 'branch, tag or commit on the hub (default: main)')
    .option('--full', 'the full weights rather than the smaller 8-bit ones')
    .action((id: string, { revision, full = false }: Options, command: Command) =>
      run(command, async ({ config, terminal, progress, json }) => {
        const { pullModel } = await import('../../knowledge/adapters/model-pull.js')
        const pulled = await pullModel(id, {
          modelsFolder: config.modelsFolder,
          quantized: !full,
          onProgress: progress.report,
          ...(revision === undefined ? {} : { revision }),
        })
        progress.stop()
        if (json) terminal.printJson(pulled)
        else terminal.print(`${pulled.fetched ? 'fetched to' : 'already at'} ${pulled.path}`)
        return 0
      }),
    )
}
