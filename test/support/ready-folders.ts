import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type CliOptions, startCli, ventanilla } from './built-cli.js'
import { onceInARun } from './once-in-a-run.js'

const SMALL = [
  ['opening-hours', '¿Cuál es el horario de atención?', 'Abrimos de 9 a 14.'],
  ['fees', '¿Cuánto cuesta registrar una empresa?', 'Cuesta 120 florines.'],
  ['deadlines', '¿Qué plazo tengo para presentar las cuentas?', 'Tiene seis meses.'],
  ['status', '¿Cómo consulto el estado de mi solicitud?', 'En la sede electrónica.'],
] as const

/** A data folder with a few pairs in the workspace, so that a first start is quick. */
export function smallDataFolder(): Promise<string> {
  return onceInARun('small', importSmall)
}

/** The same pairs as version kb-000001, made with hashed n-grams by Bo Lind and promoted by Eva Sol. */
export function smallChampionFolder(): Promise<string> {
  const options = { env: { VENTANILLA_EMBEDDER: 'hashed-ngrams' } }
  return onceInARun('small-champion', async (data) => {
    await importSmall(data)
    await done(data, ['freeze', '--author', 'Bo Lind'], options)
    await done(data, ['promote', 'kb-000001', '--by', 'Eva Sol', '--reason', 'first', '--override'], options)
  })
}

/** A data folder after a first start: its champion kb-000001 holds the sample knowledge base. */
export function startedDataFolder(): Promise<string> {
  return onceInARun('started', async (data) => {
    await (await startCli(data)).end('SIGTERM')
  })
}

async function importSmall(data: string): Promise<void> {
  const file = join(data, 'small.jsonl')
  const pairs = SMALL.map(([id, question, answer]) => JSON.stringify({ id, language: 'es', question, answer }))
  await writeFile(file, pairs.join('\n'))
  await done(data, ['import', file, '--source', 'small'])
  await rm(file)
}

async function done(data: string, args: readonly string[], options: CliOptions = {}): Promise<void> {
  const { status, stderr } = await ventanilla([...args, '--data', data], options)
  if (status !== 0) throw new Error(stderr)
}
