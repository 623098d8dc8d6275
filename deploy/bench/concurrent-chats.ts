import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { isLoopbackHost } from '../../bot/http/loopback.js'
import { quantile } from '../../evaluation/statistics/metrics.js'
import { folderStore } from '../../knowledge/adapters/folder-store.js'
import { readTurns, readUnanswered } from '../../training/records.js'
import { type Activity, type Chat, openChat, type Transport } from './chat-client.js'

/**
 * Many citizens at once against a running server on this machine. Each opens a chat, half of them over WebSocket and half by
 * polling, asks, waits for the reply, thinks, and asks again; every third question has no answer. Afterwards every unanswered
 * question whose reply arrived must be on the server's disk.
 *
 * Run with: npm run bench:chats -- --url http://127.0.0.1:3978 --data ./data --chats 200 --seconds 60
 *
 * Exit status: 0 no error and nothing lost; 1 otherwise; 2 bad usage.
 */
async function main(): Promise<0 | 1 | 2> {
  const { values } = parseArgs({
    options: {
      url: { type: 'string', default: 'http://127.0.0.1:3978' },
      data: { type: 'string', default: './data' },
      chats: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '60' },
      'think-ms': { type: 'string', default: '3000' },
    },
  })
  const load = {
    url: values.url.replace(/\/$/, ''),
    chats: Number(values.chats),
    seconds: Number(values.seconds),
    thinkMs: Number(values['think-ms']),
  }
  if (
    !URL.canParse(load.url) ||
    !isLoopbackHost(new URL(load.url).hostname) ||
    load.chats > 2_000 ||
    load.seconds > 600
  ) {
    process.stderr.write(
      'only a server on this machine is loaded (127.0.0.1, ::1, localhost), by 2000 chats for 600 s at most\n',
    )
    return 2
  }
  const store = folderStore(values.data)
  const before = await count(readUnanswered(store, fail))
  const endAtMs = performance.now() + load.seconds * 1_000
  const reports = await Promise.all(Array.from({ length: load.chats }, (_, number) => converse(number, load, endAtMs)))
  const receipts = new Set(reports.flatMap((report) => report.receipts))
  let acknowledged = 0
  let found = 0
  for await (const turn of readTurns(store, fail)) {
    if (!receipts.has(turn.receipt)) continue
    found++
    if (turn.kind === 'fallback') acknowledged++
  }
  const recorded = (await count(readUnanswered(store, fail))) - before
  const turns = reports.reduce((total, { replyMs }) => total + replyMs.length, 0)
  const errors = reports.flatMap((report) => report.errors)
  const report = {
    chats: load.chats,
    seconds: load.seconds,
    turns,
    errors: errors.length,
    firstErrors: errors.slice(0, 5),
    receipts: receipts.size,
    receiptsOnDisk: found,
    unansweredAcknowledged: acknowledged,
    unansweredOnDisk: recorded,
    replyMs: { websocket: spread(timesOf(reports, 'websocket')), polling: spread(timesOf(reports, 'polling')) },
  }
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
  const nothingLost = found === receipts.size && recorded >= acknowledged
  return errors.length === 0 && turns > 0 && nothingLost ? 0 : 1
}

interface Load {
  readonly url: string
  readonly chats: number
  readonly seconds: number
  readonly thinkMs: number
}

interface ChatReport {
  readonly transport: Transport
  readonly replyMs: number[]
  readonly errors: string[]
  readonly receipts: string[]
}

/** Questions for the sample knowledge base; it cannot answer the last of each three. */
const QUESTIONS = [
  '¿Cuánto cuesta registrar una empresa?',
  'How do I close my company?',
  'que documentos nesecito para constituir una sociedad',
  'opening hours',
  '¿Cómo presento las cuentas de una asociación?',
] as const

async function converse(number: number, load: Load, endAtMs: number): Promise<ChatReport> {
  const report: ChatReport = {
    transport: number % 2 === 0 ? 'websocket' : 'polling',
    replyMs: [],
    errors: [],
    receipts: [],
  }
  // Citizens do not arrive in the same millisecond.
  await sleep((number / load.chats) * load.thinkMs)
  let chat: Chat | null = null
  try {
    chat = await openChat(load.url, report.transport, number % 3 === 0 ? 'en' : 'es')
    for (let turn = 0; performance.now() < endAtMs; turn++) {
      const startedMs = performance.now()
      const reply = await chat.ask(questionOf(number, turn))
      report.replyMs.push(performance.now() - startedMs)
      const receipt = receiptOf(reply)
      if (receipt === null) report.errors.push(`a reply without receipt: ${reply.text?.slice(0, 80)}`)
      else report.receipts.push(receipt)
      await sleep(load.thinkMs * (0.5 + ((number * 7 + turn * 13) % 100) / 100))
    }
  } catch (error) {
    report.errors.push(error instanceof Error ? error.message : String(error))
  } finally {
    chat?.end()
  }
  return report
}

/** Every third question is about something no office answers, in words that differ from chat to chat. */
function questionOf(number: number, turn: number): string {
  if (turn % 3 === 2) return `zarquon ${word(number)} blivet ${word(turn + 17 * number)} frobnik`
  return QUESTIONS[(number + turn) % QUESTIONS.length] ?? QUESTIONS[0]
}

function word(seed: number): string {
  const letters = 'bcdfghjklmnpqrstvwxz'
  return Array.from({ length: 7 }, (_, i) => letters[(seed * (i + 3) + i * i) % letters.length]).join('')
}

function timesOf(reports: readonly ChatReport[], transport: Transport): readonly number[] {
  return reports.flatMap((report) => (report.transport === transport ? report.replyMs : []))
}

/** Milliseconds from sending to having the reply, rounded to tenths; polling adds up to its interval. */
function spread(times: readonly number[]) {
  if (times.length === 0) return null
  const at = (share: number) => Math.round(quantile(share, times) * 10) / 10
  return { p5: at(0.05), median: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) }
}

/** The receipt of the turn on disk, from the reply's schema.org entity. */
function receiptOf({ entities = [] }: Activity): string | null {
  const receipt = entities.find(({ type }) => type === 'https://schema.org/Message')?.identifier
  return typeof receipt === 'string' ? receipt : null
}

async function count(entries: AsyncIterable<unknown>): Promise<number> {
  let counted = 0
  for await (const _ of entries) counted++
  return counted
}

function fail(damage: Error): never {
  throw damage
}

process.exitCode = await main()
