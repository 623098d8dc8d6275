/**
 * A count with its noun in the singular or plural.
 *
 * @param thing the singular; the plural adds "s"
 * @example counted(1, 'pair') // '1 pair'
 */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`
}
