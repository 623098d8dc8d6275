import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { packagePath } from '../../../knowledge/basics/package-path.js'
import { PATIENCE_MS } from '../../support/patience.js'

async function stopWhileSomethingIsOpen(stopping: 'clean' | 'fails'): Promise<unknown> {
  const script = packagePath('test/support/lingering-server.mjs')
  const child = spawn(process.execPath, [script, packagePath('dist'), stopping], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  await once(child.stdout, 'data')
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
  const [status, signal] = await ended
  clearTimeout(late)
  return signal ?? status
}

describe('the stop of a server', () => {
  it('ends the process while something it does not know of is still open', async () => {
    expect(await stopWhileSomethingIsOpen('clean')).toBe(0)
  })

  it('keeps its status when it failed', async () => {
    expect(await stopWhileSomethingIsOpen('fails')).toBe(70)
  })
})
