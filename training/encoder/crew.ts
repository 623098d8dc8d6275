import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { type Kernel, openKernel } from './kernel.js'
import {
  columnsPhase,
  encodePhase,
  leftPhase,
  logitsPhase,
  rightPhase,
  type Slice,
  updatePhase,
  wordGradientsPhase,
  wordsPhase,
} from './step.js'
import type { BatchSize, StepState } from './step-state.js'

/** Threads that take each training step together; the calling thread is one of them. */
export interface Crew {
  /** Moves the table by the batch that was laid out in the state. @returns the mean loss of the pairs */
  step(learningRate: number, size: BatchSize): number
  stop(): Promise<void>
}

/** What a worker thread is given; all arrays are shared. */
export interface CrewMember {
  readonly state: StepState
  readonly control: Int32Array
  /** learning rate, and the size of the batch: pairs, distinct words, rows */
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
export function startCrew(state: StepState, workers: number): Crew {
  const worker = fileURLToPath(new URL('./crew-worker.js', import.meta.url))
  const size = existsSync(worker) ? Math.max(1, workers) : 1
  const control = new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT))
  const rates = new Float64Array(new SharedArrayBuffer(4 * Float64Array.BYTES_PER_ELEMENT))
  const member = (index: number): CrewMember => ({
    state,
    control,
    rates,
    slice: { worker: index, workers: size },
  })
  const threads = Array.from({ length: size - 1 }, (_, i) => new Worker(worker, { workerData: member(i + 1) }))
  const leader = toolsOf(member(0))

  return {
    step(learningRate, { batch, wordCount, rowCount }) {
      rates.set([learningRate, batch, wordCount, rowCount])
      takeStep(leader)
      return state.losses.subarray(0, batch).reduce((sum, loss) => sum + loss, 0) / batch
    },
    async stop() {
      Atomics.store(control, STOP, 1)
      meet(leader.member)
      await Promise.all(threads.map((thread) => thread.terminate()))
    },
  }
}

interface Tools {
  readonly member: CrewMember
  readonly kernel: Kernel
}

function toolsOf(member: CrewMember): Tools {
  return { member, kernel: openKernel(member.state.memory) }
}

/** The loop of a worker thread. */
export function serve(member: CrewMember): void {
  const tools = toolsOf(member)
  while (takeStep(tools)) {
    // the next step begins as soon as the leader has laid out its batch
  }
}

/** @returns false when the crew was told to stop instead */
function takeStep({ member, kernel }: Tools): boolean {
  const { slice, rates, control } = member
  meet(member)
  if (Atomics.load(control, STOP) === 1) return false
  const [learningRate = 0, batch = 0, wordCount = 0, rowCount = 0] = rates
  const state = { ...member.state, batch, wordCount, rowCount }
  wordsPhase(state, kernel, slice)
  meet(member)
  encodePhase(state, kernel, slice)
  meet(member)
  logitsPhase(state, kernel, slice)
  meet(member)
  columnsPhase(state, kernel, slice)
  meet(member)
  leftPhase(state, kernel, slice)
  meet(member)
  rightPhase(state, kernel, slice)
  meet(member)
  wordGradientsPhase(state, kernel, slice)
  meet(member)
  updatePhase(state, kernel, slice, learningRate)
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
