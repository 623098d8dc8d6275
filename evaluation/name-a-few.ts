/** How many names a list shows before it counts. */
const SHOWN = 5

/** `2 × slice is worse: language:es; noise:typos`, or `none`. */
export function named(count: number, what: string, names: readonly string[]): string {
  return count === 0 ? 'none' : `${count} × ${what}: ${shortList(names)}`
}

/** The first few, and how many more there are. */
export function shortList(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN).join('; ')
  return names.length > SHOWN ? `${shown}; and ${names.length - SHOWN} more` : shown
}
