/**
 * From now on a terminal that is closed ends the process at once, as the system does by itself and `kill -9` would: whatever is being
 * written survives that. Were Node to go on, because proper-lockfile listens to the signal or the shell passes none on, it would
 * find its terminal gone and crash.
 */
export function endAtOnceOnHangUp(): void {
  process.removeAllListeners('SIGHUP')
  for (const stream of [process.stdin, process.stdout, process.stderr]) {
    stream.prependListener('error', ({ code }: NodeJS.ErrnoException) => {
      if (code === 'EIO') process.kill(process.pid, 'SIGHUP')
    })
  }
}
