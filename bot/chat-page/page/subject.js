/** The part of an observable that Web Chat uses: it passes values to its subscribers. */
export class Subject {
  #observers = new Set()
  #onFirst

  /** @param {() => void} onFirst called at the first subscription */
  constructor(onFirst = () => {}) {
    this.#onFirst = onFirst
  }

  subscribe(observerOrNext, error, complete) {
    const observer =
      typeof observerOrNext === 'function' ? { next: observerOrNext, error, complete } : (observerOrNext ?? {})
    this.#observers.add(observer)
    const begin = this.#onFirst
    this.#onFirst = () => {}
    this.greet(observer)
    begin()
    return { unsubscribe: () => this.#observers.delete(observer) }
  }

  next(value) {
    for (const observer of [...this.#observers]) observer.next?.(value)
  }

  error(error) {
    for (const observer of [...this.#observers]) observer.error?.(error)
  }

  complete() {
    for (const observer of [...this.#observers]) observer.complete?.()
  }

  greet(_observer) {}

  get observed() {
    return this.#observers.size > 0
  }
}

/** A subject that keeps its latest value: a new subscriber gets it at once. */
export class State extends Subject {
  #value

  constructor(value) {
    super()
    this.#value = value
  }

  get value() {
    return this.#value
  }

  getValue() {
    return this.#value
  }

  next(value) {
    this.#value = value
    super.next(value)
  }

  greet(observer) {
    observer.next?.(this.#value)
  }
}
