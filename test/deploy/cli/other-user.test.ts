import { execFileSync } from 'node:child_process'
import { chmod, chown } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ventanilla } from '../../support/built-cli.js'
import { smallChampionFolder } from '../../support/ready-folders.js'

const isRoot = process.getuid?.() === 0
/** `nobody`, on most systems */
const OTHER = 65_534

/** A data folder of one user who may not read this file, as after a verb run with sudo. */
async function folderWithout(file: string) {
  const data = await smallChampionFolder()
  const path = join(data, file)
  if (isRoot) {
    execFileSync('chown', ['-R', `${OTHER}:${OTHER}`, data])
    await chown(path, 0, 0)
    await chmod(path, 0o700)
  } else {
    await chmod(path, 0)
    onTestFinished(() => chmod(path, 0o700))
  }
  const run = (...args: readonly string[]) =>
    ventanilla([...args, '--data', data], isRoot ? { uid: OTHER, env: { HOME: data } } : {})
  return { path, run }
}

describe('a data folder with a file of another user', () => {
  it.each([
    ['aliases.json', 'versions'],
    ['turns', 'serve'],
    ['versions/kb-000001', 'serve'],
    ['versions/kb-000001/vectors.f32', 'ask'],
  ])('is not called damaged: %s', async (file, verb) => {
    const { path, run } = await folderWithout(file)
    const { status, stderr } = await run(verb, ...(verb === 'ask' ? ['fees'] : []))
    expect(stderr).toContain(`error [DATA_FOLDER_UNUSABLE] this user may not use ${path}`)
    expect(stderr).toContain('chown')
    expect(status).toBe(2)
  })

  it('causes an error with the file’s name when only a verb reads it', async () => {
    const { path, run } = await folderWithout('promotions/moves.jsonl')
    const { status, stderr } = await run('rollback', '--by', 'a', '--reason', 'b')
    expect(stderr).toContain(`error [DATA_FOLDER_UNUSABLE] this user may not use ${path}`)
    expect(status).toBe(2)
  })
})
