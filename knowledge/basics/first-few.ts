/**
 * The first items of a list, and how many are left out.
 *
 * @example firstFew(['a', 'b', 'c'], 2) // { first: ['a', 'b'], more: 1 }
 */
export function firstFew<T>(all: readonly T[], most: number): { readonly first: readonly T[]; readonly more: number } {
  return { first: all.slice(0, most), more: Math.max(0, all.length - most) }
}
