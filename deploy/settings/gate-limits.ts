import { z } from 'zod'
import { DEFAULT_GATE_LIMITS, type GateLimits } from '../../evaluation/gate/gate.js'
import type { Part } from '../../knowledge/words/error-facts.js'
import { wantedInstead } from './wanted.js'

interface LimitKind {
  readonly kind: 'count' | 'share' | 'ratio'
  readonly fits: (value: number) => boolean
}

const COUNT: LimitKind = { kind: 'count', fits: Number.isInteger }
const SHARE: LimitKind = { kind: 'share', fits: (value) => value <= 1 }
const RATIO: LimitKind = { kind: 'ratio', fits: (value) => value > 0 }

const KINDS: Readonly<Record<keyof GateLimits, LimitKind>> = {
  leastCases: COUNT,
  leastUnanswerable: COUNT,
  significance: SHARE,
  leastSliceCases: COUNT,
  criticalConfidence: SHARE,
  falseAnswerRate: SHARE,
  calibrationError: SHARE,
  indexRecall: SHARE,
  latencyRatio: RATIO,
}

/** e.g. `leastCases=100, …` */
export const USUAL_GATE_LIMITS = Object.entries(DEFAULT_GATE_LIMITS)
  .map(([name, value]) => `${name}=${value}`)
  .join(', ')

/** No hexadecimal numbers and no exponents, which are more likely typing errors. */
const DECIMAL = /^(?:\d{1,9}|\d{0,9}\.\d{1,9})$/

/** The gate's limits: those in a line such as `leastCases=100,falseAnswerRate=0.1`, and the defaults of the others. */
export const gateLimitsSchema: z.ZodType<GateLimits, string> = z.string().transform((line, context) => {
  const given = line
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map(nameAndValue)
  const [first, ...others] = given.flatMap(([name, value]) => problemWith(name, value) ?? [])
  if (first === undefined) {
    return { ...DEFAULT_GATE_LIMITS, ...Object.fromEntries(given.map(([name, value]) => [name, Number(value)])) }
  }
  context.addIssue(wantedInstead(others.reduce((before, second) => ({ what: 'both', first: before, second }), first)))
  return z.NEVER
})

function nameAndValue(part: string): readonly [string, string] {
  const [name = '', ...value] = part.split('=')
  return [name, value.join('=')]
}

/** What is wanted instead, or null when the limit is valid. */
function problemWith(name: string, value: string): Part | null {
  if (!isLimit(name)) return { what: 'limit-unknown', limits: Object.keys(KINDS), name }
  const { kind, fits } = KINDS[name]
  return DECIMAL.test(value) && fits(Number(value)) ? null : { what: 'limit-unfit', kind, name }
}

function isLimit(name: string): name is keyof GateLimits {
  return Object.hasOwn(KINDS, name)
}
