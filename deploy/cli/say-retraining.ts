import type { AskedForRetraining } from '../../training/editing/ask-for-retraining.js'
import { sayCodedWarning, type Talk } from './talk.js'
import { nextSaid } from './words.js'

/** Says what an approval means for the next retraining. */
export function sayRetraining(talk: Talk, asked: AskedForRetraining): void {
  const { terminal, words } = talk
  const approved = String(asked.approved)
  switch (asked.kind) {
    case 'too-few':
      terminal.say(words.say('retraining-asked.too-few', { approved }))
      return
    case 'asked':
      terminal.say(words.say('retraining-asked.asked', { approved, job: asked.job }))
      return
    case 'failed': {
      const message = asked.error.messageIn(words.language, (step) => nextSaid(step, words))
      sayCodedWarning(talk, asked.error.code, words.say('retraining-asked.failed', { message }))
    }
  }
}
