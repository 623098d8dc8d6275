import { execFileSync } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type CliResult, ventanilla } from '../../support/built-cli.js'
import { smallChampionFolder } from '../../support/ready-folders.js'

const isRoot = process.getuid?.() === 0
/** `nobody`, on most systems */
const OTHER = 65_534

/** A data folder that the verbs' user may read and not write. */
async function readOnlyCopy() {
  const data = await smallChampionFolder()
  execFileSync('chmod', ['-R', isRoot ? 'go=rX' : 'a-w', data])
  onTestFinished(() => {
    execFileSync('chmod', ['-R', 'u+w', data])
  })
  const env = { VENTANILLA_EMBEDDER: 'hashed-ngrams' }
  const run = (...args: readonly string[]): Promise<CliResult> =>
    ventanilla([...args, '--data', data, '--json'], isRoot ? { uid: OTHER, env: { ...env, HOME: data } } : { env })
  return { data, run }
}

describe('a copy of the data folder that may only be read', () => {
  it('answers every verb that only looks, and stays as it is', async () => {
    const { data, run } = await readOnlyCopy()
    const before = await readdir(data, { recursive: true })
    for (const args of [
      ['audit', 'verify'],
      ['audit', 'list'],
      ['versions'],
      ['ask', 'horario'],
      ['unanswered'],
      ['diff', 'kb-000001', 'kb-000001'],
    ]) {
      const { status, stderr } = await run(...args)
      expect([args, status, stderr]).toEqual([args, 0, ''])
    }
    expect((await readdir(data, { recursive: true })).sort()).toEqual(before.sort())
  })

  it('compares two versions without recording it', async () => {
    const { run } = await readOnlyCopy()
    const { status, stderr } = await run('compare', 'kb-000001', 'kb-000001')
    // Without golden cases there is nothing to compare with; what matters is that the folder is no hindrance.
    expect(status).toBe(2)
    expect(JSON.parse(stderr).error.code).toBe('EMPTY_EVALUATION')
  })

  it('refuses an act with the reason', async () => {
    const { run } = await readOnlyCopy()
    const { status, stderr } = await run('rollback', '--by', 'Ana', '--reason', 'why')
    expect(status).toBe(2)
    expect(JSON.parse(stderr).error.code).toBe('DATA_FOLDER_UNUSABLE')
  })
})

describe('a process that may open few files', () => {
  it.each([24, 48, 64, 96])('fails with a code and a step: %i files', async (files) => {
    const data = await smallChampionFolder()
    const run = `ulimit -n ${files}; exec "$0" bin/ventanilla.js freeze --data "$1" --json`
    const said = execFileSync('sh', ['-c', `(${run}) 2>&1 || true`, process.execPath, data], { encoding: 'utf8' })
    expect(JSON.parse(said.trim().split('\n').at(-1) ?? '').error).toMatchObject({ code: 'STORAGE_FAILED' })
    expect(said).toContain('ulimit -n')
  })
})
