import type { Step } from './run/step.js'
import { adapt } from './steps/adapt.js'
import { collect } from './steps/collect.js'
import { embed } from './steps/embed.js'
import { evaluate } from './steps/evaluate.js'
import { fit } from './steps/fit.js'
import { gate } from './steps/gate.js'
import { indexVectors } from './steps/index-vectors.js'
import { promoteOrHold } from './steps/promote-or-hold.js'
import { report } from './steps/report.js'
import { seal } from './steps/seal.js'
import { validate } from './steps/validate.js'

/** The steps from a change of knowledge to a version that may serve, in order. */
export const PIPELINE: readonly Step[] = [
  collect,
  validate,
  adapt,
  embed,
  indexVectors,
  fit,
  seal,
  evaluate,
  gate,
  report,
  promoteOrHold,
]
