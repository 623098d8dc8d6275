/** Smaller chances are shown as `< 0.001`. */
const LEAST = 0.001

/**
 * A probability with three decimals in the language's format, rounded down, so that a value below a limit does not read as the limit.
 * The smallest are shown as `< 0.001`, since no probability here is 0.
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
