/**
 * A number with so many digits after the decimal sign of the language, and no signs between thousands.
 *
 * @param language ISO 639 code
 * @example decimal(0.125, 2, 'es') // '0,13'
 */
export function decimal(value: number, digits: number, language: string): string {
  return value.toFixed(digits).replace('.', decimalSign(language))
}

function decimalSign(language: string): string {
  return new Intl.NumberFormat(language).formatToParts(0.5).find(({ type }) => type === 'decimal')?.value ?? '.'
}
