import { words } from '../knowledge/text/normalise.js'

/**
 * What is made of a list in a locale file, made once: a message is compared with hundreds of phrases, and lists never change.
 *
 * @param make its result lives as long as the list
 */
export function oncePerList<T extends object>(make: (list: readonly string[]) => T): (list: readonly string[]) => T {
  const made = new WeakMap<readonly string[], T>()
  return (list) => {
    const known = made.get(list)
    if (known !== undefined) return known
    const fresh = make(list)
    made.set(list, fresh)
    return fresh
  }
}

/** Every word that stands somewhere in the list. */
export const wordsOfAll = oncePerList((list) => new Set(list.flatMap(words)))
