import type { CaseResult } from '../evaluate.js'
import type { Comparison } from '../gate/compare.js'
import type { GateVerdict } from '../gate/verdict.js'
import type { Summary } from '../summary.js'

/** Everything a report shows. `champion` and `comparison` are null for a first version. */
export interface ReportInput {
  readonly createdAt: Date
  readonly challenger: ReportedVersion
  readonly champion: ReportedVersion | null
  readonly comparison: Comparison | null
  readonly verdict: GateVerdict
  readonly facts: RunFacts
}

export interface ReportedVersion {
  readonly id: string
  readonly contentHash: string
  readonly summary: Summary
  readonly results: readonly CaseResult[]
}

/** What the run that made the challenger did. */
export interface RunFacts {
  readonly run: string
  readonly pairs: number
  readonly goldenCases: number
  readonly embedder: string
  /** number of pairs of texts that the encoder was adapted to; null when it was not */
  readonly adaptedTo: number | null
  /** passages that went through the embedder, and those whose vector was there */
  readonly embedded: number
  readonly reused: number
  /** rows linked into the index, a copy of the champion's or a new one */
  readonly linked: number
  readonly carriedOn: boolean
  readonly recallAt10: number | null
}
