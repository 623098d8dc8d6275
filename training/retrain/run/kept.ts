/** A value that is loaded at its first use, unless it was set before. */
export interface Kept<T> {
  get(): Promise<T>
  set(value: T): void
}

export function kept<T>(load: () => Promise<T>): Kept<T> {
  let value: Promise<T> | null = null
  return {
    get() {
      value ??= load()
      return value
    },
    set(made) {
      value = Promise.resolve(made)
    },
  }
}
