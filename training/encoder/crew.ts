import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Dataset } from './dataset.js'
import {
  columnsPhase,
  encodePhase,
  leftPhase,
  logitsPhase,
  type RowScratch,
  rightPhase,
  rowScratch,
  type Slice,
  type StepState,
  updatePhase,
  type WordTable,
  wordGradientsPhase,
  wordsPhase,
} from './step.js'

/** Threads that take each training step together; the calling thread is one of them. */
export interface Crew {
  /** Moves the table by the first `batch` pairs and `slots` words that stand in the state. @returns the mean loss of the pairs */
  step(learningRate: number, batch: number, slots: number): number
  stop(): Promise<void>
}

/** What a worker thread is given; all arrays are shared. */
export interface CrewMember {
  readonly state: StepState
  readonly table: WordTable
  readonly control: Int32Array
  /** learning rate, pairs in the batch, distinct words in it */
  readonly rates: Float64Array
  readonly slice: Slice
}

/** Places in `control`: threads that have arrived, how often all have, and whether to stop. */
const ARRIVED = 0
const ROUND = 1
const STOP = 2

/**
 * @param workers threads in all; the table that comes out does not depend on it. One when the compiled worker is not at hand
 * (running from the sources).
 */
export function startCrew(state: StepState, dataset: Dataset, workers: number): Crew {
  const worker = fileURLToPath(new URL('./crew-worker.js', import.meta.url))
  const size = existsSync(worker) ? Math.max(1, workers) : 1
  const control = new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT))
  const rates = new Float64Array(new SharedArrayBuffer(3 * Float64Array.BYTES_PER_ELEMENT))
  const { wordStart, wordRows, wordScales, wordWeights } = dataset
  const table = { wordStart, wordRows, wordScales, wordWeights }
  const member = (index: number): CrewMember => ({
    state,
    table,
    control,
    rates,
    slice: { worker: index, workers: size },
  })
  const threads = Array.from({ length: size - 1 }, (_, i) => new Worker(worker, { workerData: member(i + 1) }))
  const own = member(0)
  const scratch = rowScratch(state.variance.length)

  return {
    step(learningRate, batch, slots) {
      rates.set([learningRate, batch, slots])
      takeStep(own, scratch)
      return state.losses.subarray(0, batch).reduce((sum, loss) => sum + loss, 0) / batch
    },
    async stop() {
      Atomics.store(control, STOP, 1)
      meet(own)
      await Promise.all(threads.map((thread) => thread.terminate()))
    },
  }
}

/** The loop of a worker thread. */
export function serve(member: CrewMember): void {
  const scratch = rowScratch(member.state.variance.length)
  while (takeStep(member, scratch)) {
    // the next step begins as soon as the leader has laid out its batch
  }
}

/** @returns false when the crew was told to stop instead */
function takeStep(member: CrewMember, scratch: RowScratch): boolean {
  const { table, slice, rates, control } = member
  meet(member)
  if (Atomics.load(control, STOP) === 1) return false
  const state = { ...member.state, batch: rates[1] as number, slotCount: rates[2] as number }
  wordsPhase(state, table, slice)
  meet(member)
  encodePhase(state, slice)
  meet(member)
  logitsPhase(state, slice)
  meet(member)
  columnsPhase(state, slice)
  meet(member)
  leftPhase(state, slice)
  meet(member)
  rightPhase(state, slice)
  meet(member)
  wordGradientsPhase(state, slice)
  meet(member)
  updatePhase(state, table, slice, scratch, rates[0] as number)
  meet(member)
  return true
}

/** Waits until every thread has come here. */
function meet({ control, slice: { workers } }: CrewMember): void {
  const round = Atomics.load(control, ROUND)
  if (Atomics.add(control, ARRIVED, 1) === workers - 1) {
    Atomics.store(control, ARRIVED, 0)
    Atomics.add(control, ROUND, 1)
    Atomics.notify(control, ROUND)
    return
  }
  while (Atomics.load(control, ROUND) === round) Atomics.wait(control, ROUND, round, 1_000)
}
