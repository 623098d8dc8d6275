import { z } from 'zod'
import { sha256Schema } from '../../../knowledge/basics/sha256.js'
import { KnowledgeError } from '../../../knowledge/errors.js'
import { storedAccount } from '../../../knowledge/person.js'
import type { Shelf, ShelfKind } from '../../../knowledge/store/shelf.js'
import type { Store } from '../../../knowledge/store/store.js'
import { versionIdSchema } from '../../../knowledge/version-id.js'

/** A shelf for each run. */
const RUNS: ShelfKind = { name: 'runs' }

/** The file name of a run's record. */
export const RUN_RECORD = 'run.json'

/** `run-000042`: runs are numbered as they begin. */
const runIdSchema = z.string().regex(/^run-\d{6}$/)

const fact = z.union([z.string(), z.number(), z.boolean(), z.null()])

const stepRecordSchema = z.strictObject({
  step: z.string(),
  state: z.enum(['running', 'finished', 'failed']),
  /** how often it was started */
  attempts: z.number().int().positive(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  durationMs: z.number().nonnegative().nullable(),
  /** its inputs: ids, counts, hashes */
  inputs: z.record(z.string(), fact),
  /** its result */
  outputs: z.record(z.string(), fact),
  /** hashes of the files it wrote, by path relative to the run's folder */
  files: z.record(z.string(), sha256Schema),
  error: z.strictObject({ code: z.string().nullable(), message: z.string() }).nullable(),
})

const runSchema = z.strictObject({
  format: z.literal(1),
  id: runIdSchema,
  state: z.enum(['running', 'finished', 'failed', 'abandoned']),
  /** over everything that decides the outcome: equal hashes mean equal work */
  inputsHash: sha256Schema,
  /** the champion when the run began: the version to build on and to compare with */
  parent: versionIdSchema.nullable(),
  author: z.string().nullable(),
  authorAccount: storedAccount,
  /** e.g. `by hand`, `schedule` */
  trigger: z.string(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  steps: z.array(stepRecordSchema),
})

export type StepRecord = Readonly<z.infer<typeof stepRecordSchema>>
export type Run = Readonly<z.infer<typeof runSchema>>
export type StepFacts = StepRecord['outputs']

/** The files of a run: its record and what its steps write. */
export function runFiles(store: Store, id: string): Shelf {
  return store.shelf(RUNS).inner(id)
}

/** Ids of all runs, oldest first. */
export async function runIds(store: Store): Promise<readonly string[]> {
  return (await store.shelf(RUNS).names()).filter((name) => runIdSchema.safeParse(name).success)
}

/**
 * @returns null when the run was killed before it had written anything
 * @throws {KnowledgeError} DOCUMENT_DAMAGED
 */
export async function readRun(store: Store, id: string): Promise<Run | null> {
  const files = runFiles(store, id)
  const bytes = await files.read(RUN_RECORD)
  if (bytes === null) return null
  try {
    return runSchema.parse(JSON.parse(bytes.toString('utf8')))
  } catch (cause) {
    const facts = { what: 'file', file: files.path(RUN_RECORD) } as const
    throw new KnowledgeError('DOCUMENT_DAMAGED', facts, { do: 'move-run-away' }, { cause })
  }
}

/** Atomic: if the process is killed, the file holds either the old or the new record. */
export async function writeRun(store: Store, run: Run): Promise<void> {
  await runFiles(store, run.id).write(RUN_RECORD, `${JSON.stringify(runSchema.parse(run), null, 1)}\n`)
}
