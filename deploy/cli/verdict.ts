import type { WordedVerdict } from '../../evaluation/words/verdict-words.js'
import type { Talk } from './talk.js'
import { plain } from './terminal.js'

/** Prints the gate's verdict: why it holds a version, or what to know before promoting one that it passes. */
export function printVerdict(
  { terminal, words }: Talk,
  { gate, reasons }: Pick<WordedVerdict, 'gate' | 'reasons'>,
): void {
  terminal.print(words.say(reasons.length === 0 ? `verdict.${gate}` : `verdict.${gate}-because`))
  for (const reason of reasons) terminal.print(plain(`- ${reason}`))
}
