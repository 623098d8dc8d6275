import { promises as fs } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

/** Makes this process kill itself (SIGKILL) right before its n-th call from now on that changes the disk. */
export async function killBeforeCall(n) {
  let callsLeft = n
  const countIn = (owner, names) => {
    for (const name of names) {
      const original = owner[name]
      owner[name] = function (...given) {
        callsLeft--
        if (callsLeft === 0) process.kill(process.pid, 'SIGKILL')
        return original.apply(this, given)
      }
    }
  }
  const handle = await fs.open(process.execPath)
  countIn(Object.getPrototypeOf(handle), ['writeFile', 'appendFile', 'truncate', 'sync'])
  await handle.close()
  countIn(fs, ['open', 'rename', 'mkdir', 'chmod', 'rm'])
  syncBuiltinESMExports()
}
