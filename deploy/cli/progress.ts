import cliProgress from 'cli-progress'
import type { Progress } from '../../knowledge/ports.js'

export interface ProgressDisplay {
  readonly report: Progress
  /** Clears the display; the next line of output starts at the margin. */
  stop(): void
}

type Output = Pick<NodeJS.WriteStream, 'write' | 'isTTY'>

/** Least time between two lines about the same step when there is no terminal to redraw. */
const QUIET_MS = 2_000

/** Steps as people read them; a step that is not listed is shown by its name. */
const STEP_WORDS: Readonly<Record<string, string>> = {
  adapt: 'adapting the encoder',
  embed: 'embedding phrasings',
  index: 'building the index',
  rank: 'fitting the ranker',
  ask: 'asking questions',
  evaluate: 'asking golden questions',
  replay: 'asking logged questions',
}

/** Shows how far work has come: a bar that redraws itself at a terminal, otherwise a line per step and every two seconds. */
export function showProgress(output: Output): ProgressDisplay {
  return output.isTTY === true ? bar(output as NodeJS.WriteStream) : lines(output)
}

function bar(output: NodeJS.WriteStream): ProgressDisplay {
  let shown: { readonly step: string; readonly bar: cliProgress.SingleBar } | null = null
  const stop = () => {
    shown?.bar.stop()
    shown = null
  }
  const begin = (step: string) => {
    stop()
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
    drawn.start(0, 0, { step: words(step) })
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

function lines(output: Output): ProgressDisplay {
  let last = { step: '', atMs: 0 }
  return {
    report: (step, done, total) => {
      const nowMs = performance.now()
      if (step === last.step && nowMs - last.atMs < QUIET_MS) return
      last = { step, atMs: nowMs }
      output.write(`${words(step)}${total === null ? '' : ` ${done}/${total}`}\n`)
    },
    stop: () => {},
  }
}

function words(step: string): string {
  return STEP_WORDS[step] ?? step
}
