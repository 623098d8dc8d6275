/**
 * Makes the process end at once when its terminal is closed, as the system would do by itself. Data that is being written survives this,
 * as it survives `kill -9`. Otherwise Node would continue, because proper-lockfile listens to the signal or the shell does not pass it on,
 * and would crash when it finds its terminal gone.
 */
export function endAtOnceOnHangUp(): void {
  process.removeAllListeners('SIGHUP')
  for (const stream of [process.stdin, process.stdout, process.stderr]) {
    stream.prependListener('error', ({ code }: NodeJS.ErrnoException) => {
      if (code === 'EIO') process.kill(process.pid, 'SIGHUP')
    })
  }
}
