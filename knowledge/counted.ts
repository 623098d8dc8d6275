/**
 * A number of things in words.
 *
 * @param thing one of them; several have an "s" more
 * @example counted(1, 'pair') // '1 pair'
 */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`
}
