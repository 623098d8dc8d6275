import { createRequire } from 'node:module'
import type Stdnum from 'stdnum'

/**
 * A check of the check digits of numbers of this kind, without separators.
 *
 * @param country stdnum's code: two capitals
 * @param kind e.g. `cuit`
 */
export function checkOf(country: string, kind: string): (compact: string) => boolean {
  return (compact) => {
    const validator = library().stdnum[country]?.[kind]
    if (validator === undefined) throw new RangeError(`stdnum knows no ${kind} of ${country}`)
    return validator.validate(compact).isValid
  }
}

let loaded: typeof Stdnum | null = null

/** Some hundred files, which take longer to load than a whole verb runs: only who meets such a number waits for them. */
function library(): typeof Stdnum {
  loaded ??= createRequire(import.meta.url)('stdnum') as typeof Stdnum
  return loaded
}
