import { spawn, spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { systemClock } from '../../../deploy/installation/system-clock.js'
import { openDataFolder } from '../../../knowledge/adapters/data-folder.js'
import { packagePath } from '../../../knowledge/basics/package-path.js'
import { openRecords } from '../../../training/records.js'
import { PATIENCE_MS } from '../../support/patience.js'
import { smallDataFolder } from '../../support/ready-folders.js'

/** util-linux's `script` runs a command at a terminal of its own. */
const hasTerminals = /util-linux/.test(spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout ?? '')

/** The exit status that a shell reports for SIGHUP. */
const HUNG_UP = '129'

const logger = { debug() {}, info() {}, warn() {}, error() {} }

/** A folder in which one question was left unanswered. */
async function folderWithQuestion(): Promise<string> {
  const data = await smallDataFolder()
  const records = await openRecords({ store: await openDataFolder(data, systemClock), clock: systemClock, logger })
  const about = { at: systemClock.now(), language: 'es', channel: 'directline', version: 'kb-000001' } as const
  const asked = {
    ...about,
    text: '¿Hay aparcamiento?',
    outcome: 'fallback',
    confidence: 0,
    closest: [],
    shown: null,
  } as const
  await records.unanswered.record(asked)
  await records.close()
  return data
}

/** The shell outlives its terminal to record how the walk ended; it either passes the signal on to the walk or not. */
const SHELLS = {
  'passes the signal on': (walk: string) =>
    `trap 'kill -HUP $walk' HUP; ${walk} </dev/tty & walk=$!; wait $walk; wait $walk`,
  'keeps the signal to itself': (walk: string) => `trap '' HUP; ${walk}`,
} as const

interface Closing {
  readonly shell: keyof typeof SHELLS
  /** the terminal is closed once this text appears */
  readonly moment: string
  /** at the first prompt */
  readonly typed: string
}

/** Runs `curate` at a terminal that is closed. @returns the exit status, as a shell reports it */
async function closedWalk(data: string, { shell, moment, typed }: Closing): Promise<string> {
  const status = join(data, 'status')
  const walk = `'${process.execPath}' '${packagePath('bin/ventanilla.js')}' curate --data '${data}'`
  const command = `stty cols 80 rows 24; ${SHELLS[shell](walk)}; echo $? > '${status}'`
  const terminal = spawn('script', ['-qc', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'ignore'] })
  onTestFinished(() => void terminal.kill('SIGKILL'))
  let shown = ''
  terminal.stdout.setEncoding('utf8').on('data', (part: string) => {
    shown += part
  })
  await expect.poll(() => shown).toContain('to navigate')
  terminal.stdin.write(typed)
  await expect.poll(() => shown).toContain(moment)
  terminal.kill('SIGKILL')
  return vi.waitFor(
    async () => /^\d+(?=\n)/.exec(await readFile(status, 'utf8'))?.[0] ?? expect.fail('still running'),
    {
      timeout: PATIENCE_MS,
    },
  )
}

describe.skipIf(!hasTerminals)('a walk whose terminal is closed ends as programs do then, without a crash', () => {
  it.each<Closing>([
    { shell: 'passes the signal on', moment: 'to navigate', typed: '' },
    { shell: 'passes the signal on', moment: 'Your name', typed: '\r' },
    { shell: 'keeps the signal to itself', moment: 'to navigate', typed: '' },
    { shell: 'keeps the signal to itself', moment: 'Your name', typed: '\r' },
  ])('where the shell $shell: at $moment', async (closing) => {
    expect(await closedWalk(await folderWithQuestion(), closing)).toBe(HUNG_UP)
  })
})
