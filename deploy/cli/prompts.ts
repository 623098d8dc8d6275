import { isCancel, multiline, note, select, text } from '@clack/prompts'
import { COMMON_LANGUAGE } from '../../knowledge/words/locale-files.js'
import type { CliWords } from './words.js'

export interface Choice<T> {
  readonly value: T
  readonly label: string
}

export interface AskOptions {
  readonly initial?: string
  /** may be left empty */
  readonly optional?: boolean
  /** why an answer is not accepted, or null; the question is repeated until it is */
  readonly problem?: (given: string) => string | null
}

/** Questions to an editor at a terminal. Every answer is null when the editor cancels. */
export interface Prompts {
  /** Shows something to read. */
  show(title: string, lines: readonly string[]): void
  choose<T extends string>(message: string, choices: readonly Choice<T>[]): Promise<T | null>
  /** One line. */
  ask(message: string, options?: AskOptions): Promise<string | null>
  /** Several lines. */
  write(message: string): Promise<string | null>
}

/** Prompts on stderr, like all messages: stdout is for data. */
export function terminalPrompts(words: CliWords): Prompts {
  const output = process.stderr
  // The library's own instructions are in English.
  const showInstructions = words.language === COMMON_LANGUAGE
  const needed = (given: string | undefined) =>
    given === undefined || given.trim() === '' ? words.say('walk.needed') : undefined
  return {
    show: (title, lines) => note(lines.join('\n'), title, { output, format: (line) => line }),
    async choose(message, choices) {
      const options = choices.map(({ value, label }) => ({ value: value as string, label }))
      const asked = showInstructions ? message : `${message} (${words.say('walk.keys')})`
      const chosen = await select<string>({ message: asked, options, output, showInstructions })
      return isCancel(chosen) ? null : ((choices.find(({ value }) => value === chosen)?.value ?? null) as never)
    },
    async ask(message, { initial, optional = false, problem = () => null } = {}) {
      const given = await text({
        message,
        output,
        ...(initial === undefined ? {} : { initialValue: initial }),
        validate: (text) => (optional ? undefined : needed(text)) ?? problem((text ?? '').trim()) ?? undefined,
      })
      return isCancel(given) ? null : (given ?? '').trim()
    },
    async write(message) {
      const given = await multiline({ message, output, validate: needed })
      return isCancel(given) ? null : given.trim()
    },
  }
}
