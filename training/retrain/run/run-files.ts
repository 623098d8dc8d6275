/** Files of a run, relative to its folder. */
export const RUN_FILES = {
  pairs: 'inputs/pairs.jsonl',
  sources: 'inputs/sources.json',
  outOfScope: 'inputs/out-of-scope.json',
  golden: 'inputs/golden',
  encoder: 'adapted/encoder.bin',
  embedder: 'embedder.json',
  challenger: 'challenger.json',
  champion: 'champion.json',
  questions: 'questions.bin',
  start: 'start.json',
  outOfScopeVectors: 'out-of-scope.bin',
  verdict: 'verdict.json',
  report: 'report.json',
  page: 'report.html',
} as const

/** The files of the version being made, beside the run's own. */
export const STAGE_FOLDER = 'stage'

/** An encoder made for this run: the version holds it once it is sealed. */
export const ADAPTED_FOLDER = 'adapted'

/** The inputs of the run; the version holds them once it is sealed, except golden cases and questions out of scope. */
export const INPUTS_FOLDER = 'inputs'
