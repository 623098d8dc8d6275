/** Chances below it are not told apart. */
const LEAST = 0.001

/**
 * A chance to three decimals as the language writes them, never up, so that one below a limit does not read as the limit; the smallest
 * as `< 0.001`, since no chance is 0.
 *
 * @param chance 0…1
 * @param language ISO 639 code
 */
export function chanceShown(chance: number, language: string): string {
  const format = new Intl.NumberFormat(language, {
    minimumFractionDigits: 3,
    maximumFractionDigits: 3,
    roundingMode: 'floor',
  })
  return chance < LEAST ? `< ${format.format(LEAST)}` : format.format(chance)
}
