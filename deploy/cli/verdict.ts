import type { WordedVerdict } from '../../evaluation/words/verdict-words.js'
import { plain, type Terminal } from './terminal.js'

/** What the gate says: why it holds a version, or what to know before promoting one that it passes. */
export function printVerdict(terminal: Terminal, { gate, reasons }: Pick<WordedVerdict, 'gate' | 'reasons'>): void {
  const says = gate === 'pass' ? 'the gate passes it' : 'the gate holds it'
  terminal.print(`${says}${reasons.length === 0 ? '' : ':'}`)
  for (const reason of reasons) terminal.print(plain(`- ${reason}`))
}
