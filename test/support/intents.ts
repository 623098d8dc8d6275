import { type IntentLine, intentSet } from '../../evaluation/bench/intent-set.js'

export function intentLine(text: string, label: string, split: IntentLine['split'] = 'test'): IntentLine {
  return { text, label, split, lang: 'en' }
}

/**
 * Three classes without common words, and questions out of scope that share no word with them: any working classifier
 * distinguishes them.
 */
export const tinyIntents = intentSet('tiny', [
  intentLine('what is the registration fee', 'fees', 'train'),
  intentLine('how much does a certificate cost', 'fees', 'train'),
  intentLine('price of the certificate', 'fees', 'train'),
  intentLine('when are you open', 'hours', 'train'),
  intentLine('opening hours on saturday', 'hours', 'train'),
  intentLine('at what time does the counter close', 'hours', 'train'),
  intentLine('cancel my appointment', 'appointment', 'train'),
  intentLine('I cannot come to my appointment', 'appointment', 'train'),
  intentLine('move the appointment to another day', 'appointment', 'train'),
  intentLine('zebra crossing fine', 'oos', 'train'),
  intentLine('certificate price', 'fees', 'valid'),
  intentLine('opening hours', 'hours', 'valid'),
  intentLine('cancel the appointment', 'appointment', 'valid'),
  intentLine('zebra jumps quickly', 'oos', 'valid'),
  intentLine('how much does the certificate cost', 'fees'),
  intentLine('opening hours saturday', 'hours'),
  intentLine('please cancel my appointment', 'appointment'),
  intentLine('dogs barking loudly', 'oos'),
  intentLine('purple elephants dancing', 'oos'),
])
