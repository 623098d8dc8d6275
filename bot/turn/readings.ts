import { answer } from './readings/answer.js'
import { askBack } from './readings/ask-back.js'
import { chosenPair } from './readings/chosen-pair.js'
import { danger } from './readings/danger.js'
import { distress } from './readings/distress.js'
import { followUp } from './readings/follow-up.js'
import type { Reading } from './readings/heard.js'
import { languageRequest } from './readings/language-request.js'
import { miss } from './readings/miss.js'
import { noSubject } from './readings/no-subject.js'
import { onlyFiles } from './readings/only-files.js'
import { person } from './readings/person.js'
import { refusal } from './readings/refusal.js'
import { remark } from './readings/remark.js'
import { severalQuestions } from './readings/several-questions.js'
import { smallTalk } from './readings/small-talk.js'
import { unclearChoice } from './readings/unclear-choice.js'
import { vote } from './readings/vote.js'

/**
 * Everything that a message can be, in the order of the checks. The first reading that accepts the message replies. A new dialogue is one
 * more line here.
 *
 * Choices come before text, because a choice needs no guess. Among the readings of text, danger comes first. `remark` skips a message
 * that editors have an answer to.
 */
export const READINGS: readonly Reading[] = [
  person,
  vote,
  refusal,
  chosenPair,
  unclearChoice,
  onlyFiles,
  languageRequest,
  danger,
  smallTalk,
  remark,
  followUp,
  severalQuestions,
  answer,
  noSubject,
  distress,
  askBack,
  miss,
]
