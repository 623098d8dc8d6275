import stdnum from 'stdnum'

/**
 * A check of the check digits of numbers of this kind, without separators.
 *
 * @param country stdnum's code: two capitals
 * @param kind e.g. `cuit`
 */
export function checkOf(country: string, kind: string): (compact: string) => boolean {
  const validator = stdnum.stdnum[country]?.[kind]
  if (validator === undefined) throw new RangeError(`stdnum knows no ${kind} of ${country}`)
  return (compact) => validator.validate(compact).isValid
}
