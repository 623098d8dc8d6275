import { createRequire } from 'node:module'
import type CliProgress from 'cli-progress'
import type { Progress } from '../../knowledge/ports.js'
import type { CliWords } from './words.js'

const require = createRequire(import.meta.url)

export interface ProgressDisplay {
  readonly report: Progress
  /** Clears the display; the next line of output starts at the margin. */
  stop(): void
}

type Output = Pick<NodeJS.WriteStream, 'write' | 'isTTY'>

/** Shortest time between two lines about the same step when there is no terminal to redraw. */
const QUIET_MS = 2_000

/** Shows progress: a bar at a terminal, otherwise a line per step and every two seconds. */
export function showProgress(output: Output, words: CliWords): ProgressDisplay {
  return output.isTTY === true ? bar(output as NodeJS.WriteStream, words) : lines(output, words)
}

function bar(output: NodeJS.WriteStream, words: CliWords): ProgressDisplay {
  // Loaded at a terminal only: most verbs run without one, or end before a bar is seen.
  let cliProgress: typeof CliProgress | null = null
  let shown: { readonly step: string; readonly bar: CliProgress.SingleBar } | null = null
  const stop = () => {
    shown?.bar.stop()
    shown = null
  }
  const begin = (step: string) => {
    stop()
    cliProgress ??= require('cli-progress') as typeof CliProgress
    const drawn = new cliProgress.SingleBar(
      {
        format: '{step} [{bar}] {value}/{total}',
        stream: output,
        hideCursor: true,
        clearOnComplete: false,
        barsize: 30,
      },
      cliProgress.Presets.legacy,
    )
    drawn.start(0, 0, { step: stepSaid(step, words) })
    shown = { step, bar: drawn }
    return drawn
  }
  return {
    report: (step, done, total) => {
      const current = shown?.step === step ? shown.bar : begin(step)
      current.setTotal(total ?? Math.max(done, 1))
      current.update(done)
    },
    stop,
  }
}

function lines(output: Output, words: CliWords): ProgressDisplay {
  let last = { step: '', atMs: 0 }
  return {
    report: (step, done, total) => {
      const nowMs = performance.now()
      if (step === last.step && nowMs - last.atMs < QUIET_MS) return
      last = { step, atMs: nowMs }
      output.write(`${stepSaid(step, words)}${total === null ? '' : ` ${done}/${total}`}\n`)
    },
    stop: () => {},
  }
}

/** A step without a text is shown by its name. */
function stepSaid(step: string, words: CliWords): string {
  return words.text(`steps.${step}`) ?? step
}
