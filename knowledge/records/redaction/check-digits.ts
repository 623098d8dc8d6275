import stdnum from 'stdnum'

/**
 * Whether a number of this kind, without separators, has the right check digits.
 *
 * @param country as stdnum names it: two capitals
 * @param kind e.g. `cuit`
 */
export function checkOf(country: string, kind: string): (compact: string) => boolean {
  const validator = stdnum.stdnum[country]?.[kind]
  if (validator === undefined) throw new RangeError(`stdnum knows no ${kind} of ${country}`)
  return (compact) => validator.validate(compact).isValid
}
