import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { openExistingDataFolder } from '../../knowledge/adapters/data-folder.js'
import { packagePath } from '../../knowledge/basics/package-path.js'
import { readAliases } from '../../knowledge/version/aliases.js'
import { openChat } from '../bench/chat-client.js'
import { systemClock } from '../installation/system-clock.js'
import { ANSWER_FILE, EDITS_FILE, GROUP, STEPS } from './steps.js'

/** Other work on the machine must not affect the gate's decision. */
const GATE_LIMITS = 'latencyRatio=100'

const INTRODUCTION = `# From ten edits to a promotion and back

Real output of a new data folder and a running server, without the messages and progress on stderr. \`npm run transcript\` writes it, and
a test repeats it. It ran with \`GATE_LIMITS=${GATE_LIMITS}\`, because other work ran on the machine.
`

/**
 * Walks from ten edits to a promotion and back.
 *
 * @param data a data folder as a first start leaves it, which the walk changes; where none is given, it starts for the first time
 * @returns the walk as Markdown
 */
export async function recordTranscript(data?: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ventanilla-transcript-'))
  const env = { VENTANILLA_DATA: data ?? join(folder, 'data'), PORT: '0', LOG_LEVEL: 'error', GATE_LIMITS }
  const ventanilla = (args: readonly string[]) =>
    spawn(process.execPath, [packagePath('bin', 'ventanilla.js'), ...args], { cwd: folder, env, stdio: 'pipe' })
  const server = ventanilla(['serve'])
  try {
    await writeInputs(folder)
    const url = await readyUrl(server)
    const chat = await openChat(url, 'websocket', 'es')
    const ask = async (text: string) => {
      await servesChampion(url, env.VENTANILLA_DATA)
      return (await chat.ask(text)).text ?? ''
    }
    const blocks = await walk(ask, (args) => outputOf(ventanilla(args)))
    chat.end()
    return [INTRODUCTION, ...blocks].join('\n')
  } finally {
    server.kill('SIGKILL')
    await once(server, 'close')
    await rm(folder, { recursive: true, force: true })
  }
}

/** Waits until the server has followed the last promotion. */
async function servesChampion(url: string, data: string): Promise<void> {
  const { champion } = await readAliases(await openExistingDataFolder(data, systemClock))
  for (;;) {
    const { version } = readySchema.parse(await (await fetch(`${url}/health/ready`)).json())
    if (version === champion) return
    await sleep(50)
  }
}

const readySchema = z.looseObject({ version: z.string() })

async function walk(
  ask: (text: string) => Promise<string>,
  ventanilla: (args: readonly string[]) => Promise<string>,
): Promise<readonly string[]> {
  const blocks: string[] = []
  let group = GROUP
  for (const step of STEPS) {
    if (step.kind === 'tell') blocks.push(`${step.text}\n`)
    else if (step.kind === 'chat') {
      const text = await ask(step.text)
      blocks.push(block(`citizen:   ${step.text}\nassistant: ${text.replace(/\n+/g, '\n           ')}`))
    } else {
      const args = step.args.map((arg) => (arg === GROUP ? group : arg))
      const output = await ventanilla(args)
      group = /^q-[0-9a-f]{10}/.exec(output)?.[0] ?? group
      blocks.push(block(`$ ventanilla ${args.map(quoted).join(' ')}\n${output}`))
    }
  }
  return blocks
}

function block(text: string): string {
  return `\`\`\`\n${text.trimEnd()}\n\`\`\`\n`
}

function quoted(arg: string): string {
  return /^[\w.,:/-]+$/.test(arg) ? arg : `"${arg}"`
}

async function outputOf(child: ChildProcess): Promise<string> {
  const text = { stdout: '', stderr: '' }
  child.stdout?.setEncoding('utf8').on('data', (part: string) => {
    text.stdout += part
  })
  child.stderr?.setEncoding('utf8').on('data', (part: string) => {
    text.stderr += part
  })
  const [status] = await once(child, 'close')
  if (status === 0) return text.stdout
  return `${text.stdout}${text.stdout === '' ? text.stderr : ''}(exit status ${status})\n`
}

function readyUrl(server: ChildProcess): Promise<string> {
  let told = ''
  return new Promise((resolve, reject) => {
    server.stderr?.setEncoding('utf8').on('data', (part: string) => {
      told += part
      const ready = told
        .split('\n')
        .slice(0, -1)
        .find((line) => /^ready\b/.test(line))
      const url = /http:\/\/\S+/.exec(ready ?? '')?.[0].replace(/\/$/, '')
      if (url !== undefined) resolve(url)
    })
    server.once('exit', () => reject(new Error(`the server did not start:\n${told}`)))
  })
}

const FEE_PAIRS: readonly string[] = [
  'fees-overview',
  'fee-register-company',
  'fee-changes',
  'fee-certificates',
  'fee-discount',
]
/** A number before the currency, or beside a slash. */
const AMOUNT = /(?<!\d)\d+(?=\*{0,2} flor| \/ \d)|(?<=\d \/ )\d+/g

const pairLine = z.looseObject({ id: z.string(), answer: z.string() })

/** Writes the five fee pairs in both languages with every amount a tenth higher, and the answer of an editor. */
async function writeInputs(folder: string): Promise<void> {
  const edits: string[] = []
  for (const language of ['es', 'en']) {
    const sample = await readFile(packagePath('knowledge', 'examples', 'registro', `pairs.${language}.jsonl`), 'utf8')
    for (const line of sample.trim().split('\n')) {
      const pair = pairLine.parse(JSON.parse(line))
      const answer = pair.answer.replace(AMOUNT, (amount) => String(Math.round(Number(amount) * 1.1)))
      if (FEE_PAIRS.includes(pair.id)) edits.push(JSON.stringify({ ...pair, answer }))
    }
  }
  await writeFile(join(folder, EDITS_FILE), edits.join('\n'))
  await writeFile(join(folder, ANSWER_FILE), 'No: el salón de actos es solo para los actos del Registro.\n')
}
