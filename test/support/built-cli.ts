import { type ChildProcess, spawn } from 'node:child_process'
import { onTestFinished } from 'vitest'
import { packagePath } from '../../knowledge/basics/package-path.js'

export interface CliResult {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>
  /** the user to run as, by number; only root may choose one */
  readonly uid?: number
}

/** Runs one verb to its end. */
export async function ventanilla(args: readonly string[], { env = {}, uid }: CliOptions = {}): Promise<CliResult> {
  const child = spawnCli(args, env, uid)
  const output = collect(child)
  endWithTest(child)
  const status = await exitOf(child)
  return { status, ...output() }
}

export interface RunningCli {
  /** e.g. `http://127.0.0.1:41234` */
  readonly url: string
  readonly startedInMs: number
  output(): { readonly stdout: string; readonly stderr: string }
  /** Pauses or continues the process. */
  send(signal: 'SIGSTOP' | 'SIGCONT'): void
  /** Sends the signal and waits until the process ends. */
  end(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): Promise<number | null>
}

/** Starts `ventanilla serve` on a free port and waits until it is ready. */
export async function startCli(data: string, { env = {} }: CliOptions = {}): Promise<RunningCli> {
  const startedMs = performance.now()
  const child = spawnCli(['serve', '--data', data], { PORT: '0', LOG_LEVEL: 'info', ...env })
  const output = collect(child)
  const ended = exitOf(child)
  endWithTest(child)
  const url = await new Promise<string>((resolve, reject) => {
    const look = () => {
      const { stderr } = output()
      const found = /^ready\b[\s\S]*?(http:\/\/\S+?)\/?\s/m.exec(stderr)
      if (found?.[1] !== undefined) resolve(found[1])
    }
    child.stderr?.on('data', look)
    ended.then((status) => reject(new Error(`serve ended with ${status}:\n${output().stdout}${output().stderr}`)))
  })
  return {
    url,
    startedInMs: performance.now() - startedMs,
    output,
    send: (signal) => void child.kill(signal),
    async end(signal) {
      child.kill(signal)
      return ended
    },
  }
}

function spawnCli(args: readonly string[], env: Readonly<Record<string, string>>, uid?: number): ChildProcess {
  const { PATH = '', HOME = '' } = process.env
  return spawn(process.execPath, [packagePath('bin/ventanilla.js'), ...args], {
    env: { PATH, HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
}

function collect(child: ChildProcess): () => { readonly stdout: string; readonly stderr: string } {
  const text = { stdout: '', stderr: '' }
  child.stdout?.setEncoding('utf8').on('data', (part) => {
    text.stdout += part
  })
  child.stderr?.setEncoding('utf8').on('data', (part) => {
    text.stderr += part
  })
  return () => ({ ...text })
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (status) => resolve(status))
  })
}

function endWithTest(child: ChildProcess): void {
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await exitOf(child)
  })
}
