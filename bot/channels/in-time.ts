/**
 * Waits for work, which never rejects, up to a time limit.
 *
 * A timer of its own: p-timeout makes an error with its stack at every call, also where the work ends in time, and a turn has two of these.
 *
 * @param onOverdue called when the limit is reached first; what it throws rejects the result
 */
export function inTime(work: Promise<void>, limitMs: number, onOverdue: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      try {
        resolve(onOverdue())
      } catch (error) {
        reject(error)
      }
    }, limitMs)
    void work.then(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}
