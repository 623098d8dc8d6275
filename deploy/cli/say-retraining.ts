import type { AskedForRetraining } from '../../training/editing/ask-for-retraining.js'
import { plain, type Terminal } from './terminal.js'

/** Tells what an approval means for the next retraining. */
export function sayRetraining(terminal: Terminal, asked: AskedForRetraining): void {
  const { approved } = asked
  switch (asked.kind) {
    case 'too-few':
      terminal.say(`${approved} approved since the last retraining; next: ventanilla retrain`)
      return
    case 'asked':
      terminal.say(`${approved} approved: a retraining is asked for (${asked.job})`)
      return
    case 'failed': {
      const { code, message } = asked.error
      terminal.say(plain(`warning [${code}] no retraining could be asked for: ${message}`))
    }
  }
}
