import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { quantile } from '../../evaluation/statistics/metrics.js'
import { openDataFolder } from '../../knowledge/adapters/data-folder.js'
import { folderStore } from '../../knowledge/adapters/folder-store.js'
import { readAudit } from '../../knowledge/audit/read-audit.js'
import { packagePath } from '../../knowledge/basics/package-path.js'
import type { Store } from '../../knowledge/store/store.js'
import { openBoard } from '../../training/editing/board.js'
import { systemClock } from '../installation/system-clock.js'
import { logActs, logDecisions, logQuestions } from './busy-office.js'

/** As many as a page shows. */
const SHOWN = 20

/** Times in milliseconds; `boardCpu`: of processor time, which other work on the machine makes grow less. */
const lookSchema = z.object({
  board: z.number(),
  boardCpu: z.number(),
  audit: z.number(),
  groups: z.number(),
  entries: z.number(),
})
type Look = z.infer<typeof lookSchema>
type Time = 'board' | 'boardCpu' | 'audit'

/** Verbs as an editor starts them. */
const VERBS: readonly (readonly string[])[] = [
  ['unanswered', '--limit', '20'],
  ['audit', 'list'],
]

/**
 * Measures how long the board of unanswered questions and the audit list take, in milliseconds: the first time ever, then in fresh
 * processes while nothing came, and in fresh processes right after some questions and acts came. In-process times leave out the
 * start of Node; `verbMs` are whole verbs, from start to exit.
 *
 * Run with: npm run bench:read-side -- --questions 100000 --acts 10000 --processes 9
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      questions: { type: 'string', default: '100000' },
      acts: { type: 'string', default: '10000' },
      processes: { type: 'string', default: '9' },
      /** how many questions and acts come before each look at news */
      news: { type: 'string', default: '100' },
      /** internal: the data folder that a fresh process looks at */
      look: { type: 'string' },
    },
  })
  if (values.look !== undefined) return tell(await look(folderStore(values.look)))
  const [questions, acts, processes, news] = [values.questions, values.acts, values.processes, values.news].map(Number)
  const root = await mkdtemp(join(tmpdir(), 'ventanilla-bench-'))
  try {
    const store = await openDataFolder(root, systemClock)
    const wordings = await logQuestions(store, 0, questions ?? 0)
    await logDecisions(store, Math.floor((acts ?? 0) / 5))
    await logActs(store, 0, acts ?? 0)
    const first = await lookAfresh(root)
    const unchanged: Look[] = []
    for (let i = 0; i < (processes ?? 0); i++) unchanged.push(await lookAfresh(root))
    const verbs: (readonly [string, Spread])[] = []
    for (const verb of VERBS) {
      const times: number[] = []
      for (let i = 0; i < (processes ?? 0); i++) times.push(await verbTime([...verb, '--data', root]))
      verbs.push([verb.join(' '), spreadOf(times)])
    }
    const changed: Look[] = []
    for (let i = 0; i < (processes ?? 0); i++) {
      await logQuestions(store, (questions ?? 0) + i * (news ?? 0), news ?? 0)
      await logActs(store, (acts ?? 0) + i * (news ?? 0), news ?? 0)
      changed.push(await lookAfresh(root))
    }
    const report = {
      questions,
      distinctQuestions: wordings,
      acts,
      groups: first.groups,
      boardMs: timesOf('board', { first, unchanged, changed }),
      boardCpuMs: timesOf('boardCpu', { first, unchanged, changed }),
      auditMs: timesOf('audit', { first, unchanged, changed }),
      verbMs: Object.fromEntries(verbs),
      news,
    }
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

async function look(store: Store): Promise<Look> {
  const startMs = performance.now()
  const cpu = process.cpuUsage()
  const groups = await openBoard({ store, clock: systemClock }, fail)
  for (const { item, asked, toDecide } of groups.slice(0, SHOWN)) void [item, asked, toDecide]
  const boardMs = performance.now()
  const { user, system } = process.cpuUsage(cpu)
  const entries = await readAudit(store)
  return {
    board: boardMs - startMs,
    boardCpu: (user + system) / 1_000,
    audit: performance.now() - boardMs,
    groups: groups.length,
    entries: entries.length,
  }
}

function tell(seen: Look): void {
  process.send?.(seen)
}

function lookAfresh(root: string): Promise<Look> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), ['--look', root])
    child.once('message', (message) => resolve(lookSchema.parse(message)))
    child.once('error', reject)
    child.once('exit', (status) => reject(new Error(`a look ended with ${status} before it had told anything`)))
  })
}

interface Looks {
  readonly first: Look
  readonly unchanged: readonly Look[]
  readonly changed: readonly Look[]
}

function timesOf(what: Time, { first, unchanged, changed }: Looks) {
  const times = (looks: readonly Look[]) => spreadOf(looks.map((one) => one[what]))
  return { first: tenths(first[what]), unchanged: times(unchanged), afterNews: times(changed) }
}

interface Spread {
  readonly least: number
  readonly median: number
  readonly most: number
}

function spreadOf(times: readonly number[]): Spread {
  return { least: tenths(quantile(0, times)), median: tenths(quantile(0.5, times)), most: tenths(quantile(1, times)) }
}

async function verbTime(args: readonly string[]): Promise<number> {
  const startMs = performance.now()
  const child = spawn(process.execPath, [packagePath('bin', 'ventanilla.js'), ...args], { stdio: 'ignore' })
  const [status] = await once(child, 'exit')
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`)
  return performance.now() - startMs
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10
}

function fail(damage: Error): never {
  throw damage
}

await main()
