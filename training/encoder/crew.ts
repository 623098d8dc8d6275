import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
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
} from './step-phases.js'
import type { BatchSize, StepState } from './step-state.js'

/** Threads that do each training step together. The calling thread is one of them. */
export interface Crew {
  /**
   * Updates the table from the batch that was laid out in the state.
   *
   * @returns the mean loss of the pairs
   * @throws Error when a thread has died
   */
  step(learningRate: number, size: BatchSize): number
  /** @throws the error of a thread that died */
  stop(): Promise<void>
}

/** The data of a worker thread; all arrays are shared. */
export interface CrewMember {
  readonly state: StepState
  readonly control: Int32Array
  /** learning rate, and the size of the batch: pairs, distinct words, rows */
  readonly rates: Float64Array
  readonly slice: Slice
}

/** Places in `control`: threads that have arrived, how often all have, whether to stop, and whether a thread has died. */
const ARRIVED = 0
const ROUND = 1
const STOP = 2
const DIED = 3
const LEADER = 0
/** A part of a step takes a fraction of a second. A thread that died without an error counts as dead after so many seconds. */
const MOST_WAITS = 120
const WAIT_MS = 1_000
/** A thread's error arrives as an event only after the leader stops waiting. */
const LAST_WORDS_MS = 500
const CREW_WORKER = fileURLToPath(new URL('./crew-worker.js', import.meta.url))

/**
 * @param workers threads in all; the table that comes out does not depend on it. One when the compiled worker is not at hand
 * (running from the sources).
 * @param worker what each further thread runs
 */
export function startCrew(state: StepState, workers: number, worker = CREW_WORKER): Crew {
  const size = existsSync(worker) ? Math.max(1, workers) : 1
  const control = new Int32Array(new SharedArrayBuffer(4 * Int32Array.BYTES_PER_ELEMENT))
  const rates = new Float64Array(new SharedArrayBuffer(4 * Float64Array.BYTES_PER_ELEMENT))
  const member = (index: number): CrewMember => ({
    state,
    control,
    rates,
    slice: { worker: index, workers: size },
  })
  const threads = Array.from({ length: size - 1 }, (_, i) => new Worker(worker, { workerData: member(i + 1) }))
  const failures: unknown[] = []
  for (const thread of threads) {
    thread.on('error', (error) => {
      failures.push(error)
      tellOfDeath(control)
    })
  }
  const leader = toolsOf(member(LEADER))

  return {
    step(learningRate, { batch, wordCount, rowCount }) {
      rates.set([learningRate, batch, wordCount, rowCount])
      takeStep(leader)
      return state.losses.subarray(0, batch).reduce((sum, loss) => sum + loss, 0) / batch
    },
    async stop() {
      Atomics.store(control, STOP, 1)
      if (Atomics.load(control, DIED) === 0) meet(leader.member)
      else await sleep(LAST_WORDS_MS)
      await Promise.all(threads.map((thread) => thread.terminate()))
      if (failures.length > 0) throw failures[0]
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
  try {
    const tools = toolsOf(member)
    while (takeStep(tools)) {
      // the next step begins as soon as the leader has laid out its batch
    }
  } catch (error) {
    // The waiting leader handles no events, so it would never see the error.
    if (tellOfDeath(member.control)) throw error
  }
}

/** @returns whether this is the first death; threads that end because of it throw nothing */
function tellOfDeath(control: Int32Array): boolean {
  const wasKnown = Atomics.exchange(control, DIED, 1) === 1
  Atomics.notify(control, ROUND)
  return !wasKnown
}

/**
 * The phases before the table is updated. Each thread runs them on its slice; each phase needs the previous one finished on all
 * slices.
 */
const PHASES = [wordsPhase, encodePhase, logitsPhase, columnsPhase, leftPhase, rightPhase, wordGradientsPhase]

/** @returns false when the crew was told to stop instead */
function takeStep({ member, kernel }: Tools): boolean {
  const { slice, rates, control } = member
  meet(member)
  if (Atomics.load(control, STOP) === 1) return false
  const [learningRate = 0, batch = 0, wordCount = 0, rowCount = 0] = rates
  const state = { ...member.state, batch, wordCount, rowCount }
  for (const phase of PHASES) {
    phase(state, kernel, slice)
    meet(member)
  }
  updatePhase(state, kernel, slice, learningRate)
  meet(member)
  return true
}

/** Waits until every thread has arrived. Only the leader has a timeout, because it may keep the others waiting for any time. */
function meet({ control, slice: { worker, workers } }: CrewMember): void {
  const round = Atomics.load(control, ROUND)
  if (Atomics.add(control, ARRIVED, 1) === workers - 1) {
    Atomics.store(control, ARRIVED, 0)
    Atomics.add(control, ROUND, 1)
    Atomics.notify(control, ROUND)
    return
  }
  for (let waits = 0; Atomics.load(control, ROUND) === round; waits++) {
    if (worker === LEADER && waits === MOST_WAITS) tellOfDeath(control)
    if (Atomics.load(control, DIED) === 1) throw new Error('a thread of the training has died')
    Atomics.wait(control, ROUND, round, WAIT_MS)
  }
}
