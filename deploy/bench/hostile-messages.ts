import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openDataFolder } from '../../knowledge/adapters/data-folder.js'
import type { Logger } from '../../knowledge/ports.js'
import { ensureChampion } from '../../training/editing/ensure-champion.js'
import { createInstallation } from '../installation/installation.js'
import { systemClock } from '../installation/system-clock.js'
import { startAnswering } from '../roles/public-server.js'
import { type Config, readConfig } from '../settings/config.js'
import { hostileShapes, type Shape } from './hostile-shapes.js'
import { longestHoldMs } from './longest-hold.js'

/** As long as a question may be; as long as a message is read; as long as a body may be, nearly. */
const SIZES = [2_000, 10_000, 250_000]
const MOST_BODY_BYTES = 255_000
const MOST_HOLD_MS = 50
/** The first turns read data and compile code. */
const WARM_UP = 100
const SHOWN = 10

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }

/** Fields of an activity. */
type Fields = Readonly<Record<string, unknown>>

interface Measured {
  readonly shape: string
  readonly chars: number
  readonly holdMs: number
}

/**
 * Sends messages of many shapes to a server with the sample knowledge base, up to the largest body, and measures how long each keeps
 * everybody else waiting. A message that seems to take too long is sent twice more, and the least counts. Prints the ten worst.
 *
 * Run with: npm run bench:hostile -- --part 4
 * `--part 4` sends every fourth.
 *
 * Exit status: 0 no message took longer than 50 ms of processor time at a stretch; 1 otherwise.
 */
async function main(): Promise<0 | 1> {
  const { values } = parseArgs({ options: { part: { type: 'string', default: '1' } } })
  const part = Math.max(1, Number(values.part))
  const data = await mkdtemp(join(tmpdir(), 'ventanilla-hostile-'))
  const config = readConfig({ PORT: '0', HOST: '127.0.0.1', VENTANILLA_DATA: data, ...WITHOUT_RATES })
  const server = await start(config)
  try {
    const shapes = hostileShapes().filter((_, place) => place % part === 0)
    const warmUp = shapes.slice(0, WARM_UP)
    for (const shape of warmUp) await send(server.url, { text: shape.fill(200) })
    const measured: Measured[] = []
    for (const chars of SIZES) for (const shape of shapes) measured.push(await measure(server.url, shape, chars))
    for (const [name, fields] of hostileFields()) measured.push(await measureFields(server.url, name, fields))
    measured.sort((one, other) => other.holdMs - one.holdMs)
    process.stdout.write(`${measured.length} messages; the worst, ms of processor time at a stretch:\n`)
    for (const { holdMs, chars, shape } of measured.slice(0, SHOWN)) {
      process.stdout.write(`${holdMs.toFixed(1).padStart(8)}  ${String(chars).padStart(7)} characters  ${shape}\n`)
    }
    return (measured[0]?.holdMs ?? 0) > MOST_HOLD_MS ? 1 : 0
  } finally {
    await server.stop()
    await rm(data, { recursive: true, force: true })
  }
}

/** One client sends them all. */
const WITHOUT_RATES = {
  LIMIT_REQUESTS_PER_ADDRESS_PER_MINUTE: '1000000',
  LIMIT_CONVERSATIONS_PER_ADDRESS_PER_MINUTE: '1000000',
}

async function start(config: Config) {
  const store = await openDataFolder(config.dataFolder, systemClock)
  const installation = createInstallation(config, { store, clock: systemClock, logger: silent })
  await ensureChampion(installation, { onSample: () => {}, onProgress: () => {} })
  return startAnswering(config, installation)
}

function measure(url: string, { name, fill }: Shape, chars: number): Promise<Measured> {
  return measureFields(url, name, { text: fitted(fill(chars)) })
}

async function measureFields(url: string, shape: string, fields: Fields): Promise<Measured> {
  let holdMs = Number.POSITIVE_INFINITY
  for (let run = 0; run < 3 && holdMs > MOST_HOLD_MS / 2; run++) {
    holdMs = Math.min(holdMs, await longestHoldMs(() => send(url, fields)))
  }
  return { shape, chars: JSON.stringify(fields).length, holdMs }
}

/** Bodies whose text is not what is large in them. */
function hostileFields(): readonly (readonly [name: string, fields: Fields])[] {
  const mention = (text: string) => ({ type: 'mention', mentioned: { id: 'bot' }, text })
  const many = <T>(count: number, one: T) => Array.from({ length: count }, () => one)
  return [
    ['mentions of the bot', { text: 'a'.repeat(90_000), entities: many(900, mention('a'.repeat(100))) }],
    ['a long mention of the bot', { text: 'a'.repeat(120_000), entities: [mention(`${'a'.repeat(60_000)}b`)] }],
    [
      'a value with many fields',
      { text: 'a', value: { ventanilla: Object.fromEntries(many(15_000, 0).map((_, i) => [`k${i}`, i])) } },
    ],
    ['a value of text', { text: 'a', value: '['.repeat(200_000) }],
    ['channel data of lists', { text: 'a', channelData: many(60_000, []) }],
    ['attachments', { text: '', attachments: many(100, { contentType: 'a/b'.repeat(700) }) }],
    ['many fields', { text: 'a', ...Object.fromEntries(many(12_000, 0).map((_, i) => [`k${i}`, null])) }],
  ]
}

/** The text, cut to what a body may hold of it. */
function fitted(text: string): string {
  const bytes = Buffer.byteLength(JSON.stringify(text))
  return bytes <= MOST_BODY_BYTES ? text : text.slice(0, Math.floor((text.length * MOST_BODY_BYTES) / bytes))
}

let sent = 0

async function send(url: string, fields: Fields): Promise<void> {
  const activity = {
    type: 'message',
    id: String(++sent),
    channelId: 'emulator',
    serviceUrl: 'http://127.0.0.1:9',
    deliveryMode: 'expectReplies',
    conversation: { id: `hostile-${sent}` },
    from: { id: 'citizen' },
    recipient: { id: 'bot' },
    locale: 'es-ES',
    ...fields,
  }
  const body = JSON.stringify(activity)
  const headers = { 'Content-Type': 'application/json' }
  const response = await fetch(`${url}/api/messages`, { method: 'POST', headers, body })
  const answered = await response.text()
  if (response.status !== 200) throw new Error(`HTTP ${response.status}: ${answered.slice(0, 200)}`)
}

process.exitCode = await main()
