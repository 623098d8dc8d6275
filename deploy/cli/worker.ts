import type { Command } from 'commander'
import { addVerb, commandLog, type RunVerb } from './verb.js'

export function addWorker(program: Command, run: RunVerb): void {
  addVerb(
    program,
    'worker',
    'Work on jobs (retraining) in a process that answers no citizen. With REDIS_URL several may run; one works at a time.\n' +
      'Without REDIS_URL it works on the jobs of the data folder, which `ventanilla serve` does by itself too.\n' +
      'Log lines go to stdout; Ctrl-C or SIGTERM hands the job under way back and stops.',
    { no: null, example: 'REDIS_URL=redis://127.0.0.1:6379 ventanilla worker' },
  ).action((_options: unknown, command: Command) =>
    run(command, async ({ config, clock, terminal }) => {
      const { runWorker } = await import('../roles/worker.js')
      return runWorker({ config, clock, logger: commandLog(process.stdout, config), say: terminal.say })
    }),
  )
}
