import { fork } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { arch, cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { configuredMaking } from '../../deploy/installation/installation.js'
import { systemClock } from '../../deploy/installation/system-clock.js'
import { readConfig } from '../../deploy/settings/config.js'
import { packagePath } from '../../knowledge/basics/package-path.js'
import { type Explained, type Explanation, explain } from './explain.js'
import { openQuestions } from './measure.js'
import type { OneResult } from './one.js'
import { type BenchReport, type BenchRow, renderBenchmarks } from './render.js'
import { chartsOf } from './render-explained.js'
import { ABLATED, BENCH_SETS, type BenchSet, CALIBRATED, missingFiles } from './sets.js'
import { SHARED_FOLDER } from './shared-folder.js'
import { SYSTEMS, type SystemSpec } from './systems.js'
import { wrongAnswers } from './wrong-answers.js'

const USAGE = `Measure Ventanilla and other libraries on the same sets, one process per set and system.

  --date <day>         the day that the report names; a whole run then writes evaluation/BENCHMARKS.md and benchmarks.json
  --out <folder>       write there, whatever was chosen
  --only <sets>        names of sets, separated by commas
  --systems <systems>  names of systems, separated by commas
  --folder <folder>    where the data is (default: VENTANILLA_SHARED/data, else ../shared/data)
  --ablation           measure only what each of Ventanilla's signals adds and what calibration does; a whole run does both
  --wrong-answers <n>  the same, and on stdout five wrong answers of each set, drawn by the seed n, instead of the report
  --minutes <number>   most minutes for one system on one set (default 30)
  --list               names the sets and systems

Otherwise the report goes to stdout.
Example: npm run bench -- --only hwu64-10shot,logingov-es --systems ventanilla,nlp.js`

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      date: { type: 'string' },
      out: { type: 'string' },
      only: { type: 'string' },
      systems: { type: 'string' },
      ablation: { type: 'boolean', default: false },
      'wrong-answers': { type: 'string' },
      folder: {
        type: 'string',
        default: join(SHARED_FOLDER, 'data'),
      },
      minutes: { type: 'string', default: '30' },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return say(USAGE)
  if (values.list) return say([...BENCH_SETS, ...SYSTEMS].map(({ name }) => name).join('\n'))
  const chosen = named('set', BENCH_SETS, values.only)
  const systems = named('system', SYSTEMS, values.systems)
  const missing = chosen.filter((set) => missingFiles(set, values.folder).length > 0)
  for (const { name } of missing) tell(`skipped ${name}: its data is not in ${values.folder}`)
  const sets = chosen.filter((set) => !missing.includes(set))
  const seed = values['wrong-answers'] === undefined ? null : Number(values['wrong-answers'])
  const onlyExplains = values.ablation || seed !== null
  const whole = values.only === undefined && values.systems === undefined && !onlyExplains
  const out = values.out ?? (values.date !== undefined && whole ? packagePath('evaluation') : null)
  const machine = machineNow()
  const reportOf = (rows: readonly BenchRow[], explained: readonly Explained[]): BenchReport => ({
    date: values.date ?? 'not said',
    command: ['npm run bench', ...withSeparator(process.argv.slice(2))].join(' '),
    machine,
    node: process.version,
    skipped: missing.map(({ name }) => name),
    rows,
    explained,
  })
  const limits = { folder: values.folder, limitMs: Number(values.minutes) * 60_000 }
  const rows = await measureAll(sets, onlyExplains ? [] : systems, limits, async (soFar) => {
    if (out !== null) await write(out, reportOf(soFar, []))
  })
  const explanations = onlyExplains || whole ? await explainAll(sets, values.folder) : []
  const report = reportOf(
    rows,
    explanations.map(({ explained }) => explained),
  )
  if (out !== null) await write(out, report)
  if (seed !== null) {
    for (const { explained, cases } of explanations) say(wrongAnswers(explained.set, cases, seed))
  } else if (out === null) say(renderBenchmarks(report, BENCH_SETS, SYSTEMS))
  if (out !== null) tell(`written: ${join(out, 'BENCHMARKS.md')} and benchmarks.json`)
  return rows.every(({ failure }) => failure === null) ? 0 : 1
}

/** Runs in this process, one set after the other, because nothing here depends on memory or time. */
async function explainAll(sets: readonly BenchSet[], folder: string): Promise<readonly Explanation[]> {
  const making = { ...configuredMaking(readConfig()), clock: systemClock }
  const explanations: Explanation[] = []
  for (const set of sets.filter(({ name }) => ABLATED.includes(name) || CALIBRATED.includes(name))) {
    const startMs = performance.now()
    const questions = await openQuestions(set, folder)
    explanations.push(await explain(set.name, questions, making, ABLATED.includes(set.name)))
    tell(`explained ${set.name}: ${((performance.now() - startMs) / 1_000).toFixed(0)} s`)
  }
  return explanations
}

/** Called after every row, so that an interrupted run keeps its results. */
async function write(out: string, report: BenchReport): Promise<void> {
  await mkdir(out, { recursive: true })
  await writeFile(join(out, 'BENCHMARKS.md'), `${renderBenchmarks(report, BENCH_SETS, SYSTEMS).trimEnd()}\n`)
  await writeFile(join(out, 'benchmarks.json'), `${JSON.stringify(report, null, 2)}\n`)
  for (const [name, svg] of chartsOf(report.explained)) await writeFile(join(out, name), svg)
}

interface Limits {
  readonly folder: string
  readonly limitMs: number
}

async function measureAll(
  sets: readonly BenchSet[],
  systems: readonly SystemSpec[],
  limits: Limits,
  onRow: (soFar: readonly BenchRow[]) => Promise<void>,
): Promise<readonly BenchRow[]> {
  const jobs = sets.flatMap((set) => systems.filter(({ takes }) => takes(set)).map((system) => ({ set, system })))
  const rows: BenchRow[] = []
  for (const { set, system } of jobs) {
    const startMs = performance.now()
    const row = await measureOne(set.name, system.name, limits).catch((error: unknown) => failedRow(set, system, error))
    rows.push(row)
    await onRow(rows)
    const seconds = ((performance.now() - startMs) / 1_000).toFixed(0)
    tell(`${rows.length}/${jobs.length} ${set.name} × ${system.name}: ${row.failure ?? `${seconds} s`}`)
  }
  return rows
}

/** A failure or a timeout costs one row, not the run. */
async function measureOne(set: string, system: string, { folder, limitMs }: Limits): Promise<BenchRow> {
  const args = ['--set', set, '--system', system, '--folder', folder]
  const child = fork(fileURLToPath(new URL('./one.js', import.meta.url)), args, {
    execArgv: ['--expose-gc', '--no-warnings'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    timeout: limitMs,
    killSignal: 'SIGKILL',
  })
  let complaints = ''
  child.stderr?.setEncoding('utf8').on('data', (part: string) => {
    complaints += part
  })
  return new Promise((resolve, reject) => {
    let result: OneResult | null = null
    child.once('error', reject)
    child.on('message', (message) => {
      result = message as OneResult
    })
    child.once('close', (status, signal) => {
      const failure = result === null ? failureOf(status, signal, complaints) : null
      const { measured, cost } = result ?? { measured: null, cost: null }
      resolve({ set, system, measured, cost, failure })
    })
  })
}

function failedRow({ name: set }: BenchSet, { name: system }: SystemSpec, error: unknown): BenchRow {
  return { set, system, measured: null, cost: null, failure: `failed (${String(error)})` }
}

function failureOf(status: number | null, signal: NodeJS.Signals | null, complaints: string): string {
  if (signal === 'SIGKILL') return 'did not finish in time'
  const [reason] = complaints.match(/^\w*Error\b.*$/m) ?? []
  return `failed (${reason ?? `status ${status}`})`.replaceAll('|', '/')
}

function named<T extends { readonly name: string }>(what: string, all: readonly T[], names?: string): readonly T[] {
  if (names === undefined) return all
  const wanted = names.split(',').map((name) => name.trim())
  const unknown = wanted.filter((name) => !all.some((one) => one.name === name))
  if (unknown.length > 0) {
    throw new Error(
      `there is no ${what} named ${unknown.join(', ')}; there are: ${all.map(({ name }) => name).join(', ')}`,
    )
  }
  return all.filter(({ name }) => wanted.includes(name))
}

/** Cores of a rented machine are shared with other work. The load at the start shows the part on this machine. */
function machineNow(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor'
  const [load = 0] = loadavg()
  return `${cpus().length} shared ${arch() === 'x64' ? 'x86-64' : arch()} cores (${model}), load average ${load.toFixed(1)} at the start`
}

function withSeparator(args: readonly string[]): readonly string[] {
  return args.length === 0 ? [] : ['--', ...args]
}

function say(text: string): number {
  process.stdout.write(`${text}\n`)
  return 0
}

function tell(text: string): void {
  process.stderr.write(`${text}\n`)
}

process.exitCode = await main().catch((error: unknown) => {
  tell(error instanceof Error ? error.message : String(error))
  return 2
})
