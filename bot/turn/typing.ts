import type { TurnContext } from 'botbuilder'

/** Shows that an answer is on its way, but only when it takes longer than `afterMs`. */
export async function showTypingWhenSlow<T>(context: TurnContext, afterMs: number, work: () => Promise<T>): Promise<T> {
  let shown: Promise<unknown> = Promise.resolve()
  const timer = setTimeout(() => {
    // An indicator that cannot be sent does not matter; the answer follows.
    shown = context.sendActivity({ type: 'typing' }).catch(() => {})
  }, afterMs)
  try {
    return await work()
  } finally {
    clearTimeout(timer)
    await shown
  }
}
