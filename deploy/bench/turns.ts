import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { quantile } from '../../evaluation/statistics/metrics.js'
import { folderStore } from '../../knowledge/adapters/folder-store.js'
import { readTurns, readUnanswered } from '../../training/records.js'
import type { LoadOrder, LoadReport } from './turns/load.js'
import { type Running, startEchoBot, startLoad, startServer } from './turns/processes.js'

/**
 * Turns a second by `/api/messages` beside those of a bare echo bot of restify and botbuilder, in short rounds by turns, so that other work
 * on the machine slows both; and memory at rest and per idle chat. Every turn of which a citizen has the receipt must be on disk, once.
 *
 * Run with: npm run bench:turns -- --rounds 6 --seconds 4 --connections 50 --chats 5000
 *
 * Exit status: 0 no error and every record on disk; 1 otherwise.
 */
async function main(): Promise<0 | 1> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '6' },
      seconds: { type: 'string', default: '4' },
      connections: { type: 'string', default: '50' },
      /** 0 = memory is not measured */
      chats: { type: 'string', default: '5000' },
    },
  })
  const connections = Number(values.connections)
  const root = await mkdtemp(join(tmpdir(), 'ventanilla-bench-'))
  const load = startLoad()
  const systems: Running[] = []
  try {
    const data = join(root, 'data')
    // The first start freezes the sample, which leaves garbage behind that no later start has.
    await (await startServer(data)).stop()
    const reports: LoadReport[] = []
    const measured = async (order: LoadOrder) => {
      const report = await load.run(order)
      if (order.url !== systems[1]?.url) reports.push(report)
      return report
    }
    const server = await startServer(data)
    systems.push(server)
    const memory = Number(values.chats) === 0 ? null : await memoryOf(server, Number(values.chats), measured)
    const echo = await startEchoBot()
    systems.push(echo)
    const rounds: Round[] = []
    for (let round = -1; round < Number(values.rounds); round++) {
      const from = FIRST_TIMED + round * 1_000_000
      const order = {
        route: 'bot-framework',
        connections,
        from,
        until: { ms: Number(values.seconds) * 1_000 },
      } as const
      const both = {
        ours: await timed(server, () => measured({ ...order, url: server.url })),
        echo: await timed(echo, () => measured({ ...order, url: echo.url })),
      }
      // The first round warms both up.
      if (round >= 0) rounds.push(both)
    }
    for (const system of systems.splice(0)) await system.stop()
    const recorded = await recordsOf(data, reports)
    const errors = reports.flatMap((report) => report.errors)
    const figures = { ...timesOf(rounds), errors: errors.length, firstErrors: errors.slice(0, 3), recorded, memory }
    process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`)
    return errors.length === 0 && recorded.missing === 0 && recorded.twice === 0 ? 0 : 1
  } finally {
    load.stop()
    for (const system of systems) await system.stop()
    await rm(root, { recursive: true, force: true })
  }
}

/** Chats with lower numbers are those whose memory is measured. */
const FIRST_TIMED = 100_000_000

interface Timed {
  readonly turnsPerSecond: number
  readonly cpuMsPerTurn: number | null
  readonly replyMs: readonly number[]
}

interface Round {
  readonly ours: Timed
  readonly echo: Timed
}

async function timed(system: Running, run: () => Promise<LoadReport>): Promise<Timed> {
  const before = system.cpuMs()
  const { turns, ms, replyMs } = await run()
  const after = system.cpuMs()
  return {
    turnsPerSecond: (turns / ms) * 1_000,
    cpuMsPerTurn: before === null || after === null ? null : (after - before) / turns,
    replyMs,
  }
}

function timesOf(rounds: readonly Round[]) {
  return {
    ratio: spread(rounds.map(({ ours, echo }) => ours.turnsPerSecond / echo.turnsPerSecond)),
    ratioOfCpu: spread(rounds.map(({ ours, echo }) => (echo.cpuMsPerTurn ?? Number.NaN) / (ours.cpuMsPerTurn ?? 1))),
    turnsPerSecond: spread(rounds.map(({ ours }) => ours.turnsPerSecond)),
    cpuMsPerTurn: spread(rounds.map(({ ours }) => ours.cpuMsPerTurn ?? Number.NaN)),
    replyMs: spread(rounds.flatMap(({ ours }) => ours.replyMs)),
    echo: {
      turnsPerSecond: spread(rounds.map(({ echo }) => echo.turnsPerSecond)),
      cpuMsPerTurn: spread(rounds.map(({ echo }) => echo.cpuMsPerTurn ?? Number.NaN)),
    },
  }
}

function spread(values: readonly number[]) {
  const at = (share: number) => rounded(quantile(share, values))
  return { least: at(0), median: at(0.5), p95: at(0.95), most: at(1) }
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000
}

/** What was answered against what is on disk. */
async function recordsOf(data: string, reports: readonly LoadReport[]) {
  const store = folderStore(data)
  const fail = (damage: Error): never => {
    throw damage
  }
  const answered = reports.flatMap(({ receipts }) => receipts)
  const found = new Map<string, number>()
  let unansweredTurns = 0
  for await (const { receipt, kind } of readTurns(store, fail)) {
    found.set(receipt, (found.get(receipt) ?? 0) + 1)
    if (kind === 'fallback') unansweredTurns++
  }
  let unanswered = 0
  for await (const _ of readUnanswered(store, fail)) unanswered++
  return {
    turns: reports.reduce((sum, { turns }) => sum + turns, 0),
    receipts: answered.length,
    missing: answered.filter((receipt) => !found.has(receipt)).length,
    twice: [...found.values()].filter((times) => times > 1).length,
    fallbacks: unansweredTurns,
    unanswered,
  }
}

/** A server that was just started has work of the start left for this time. */
const REST_MS = 5_000

/** Memory at rest, and what each chat of one exchange adds, always after garbage was collected. */
async function memoryOf(server: Running, chats: number, run: (order: LoadOrder) => Promise<LoadReport>) {
  await sleep(REST_MS)
  const residentMb = server.residentMb()
  const rest = await server.memory()
  const perChat = async (route: LoadOrder['route'], first: number) => {
    const open = (from: number, count: number) =>
      run({ url: server.url, route, connections: 20, from, until: { chats: count } })
    // The first chats also fill caches and compile code.
    await open(first, WARMING_CHATS)
    const before = await server.memory()
    await open(first + WARMING_CHATS, chats)
    const after = await server.memory()
    return {
      heapKb: rounded((after.heapUsed - before.heapUsed) / chats / 1_000),
      outsideHeapKb: rounded((after.external - before.external) / chats / 1_000),
      residentKb: rounded((after.rss - before.rss) / chats / 1_000),
    }
  }
  return {
    atRest: {
      residentMbBeforeCollecting: residentMb,
      residentMb: rounded(rest.rss / 1e6),
      heapMb: rounded(rest.heapUsed / 1e6),
      outsideHeapMb: rounded(rest.external / 1e6),
    },
    perChatOfBotFramework: await perChat('bot-framework', 0),
    perChatOfDirectLine: await perChat('direct-line', FIRST_TIMED / 2),
  }
}

const WARMING_CHATS = 500

process.exitCode = await main()
