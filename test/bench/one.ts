import { parseArgs } from 'node:util'
import { type CostFigures, sampleMemory, watchCost } from './cost.js'
import { type Measured, openSet } from './measure.js'
import { BENCH_SETS } from './sets.js'
import { SYSTEMS } from './systems.js'

/** The message from a measuring process to its parent. */
export interface OneResult {
  readonly measured: Measured
  readonly cost: CostFigures | null
}

/** Measures one system on one set, alone in its process, so that neither memory nor compiled code is shared. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { set: { type: 'string' }, system: { type: 'string' }, folder: { type: 'string', default: '.' } },
  })
  const set = BENCH_SETS.find(({ name }) => name === values.set)
  const spec = SYSTEMS.find(({ name }) => name === values.system)
  if (set === undefined || spec === undefined) throw new Error(`no set ${values.set} or system ${values.system}`)
  const measure = await openSet(set, values.folder)
  const before = sampleMemory()
  const watched = watchCost(await spec.load(), before)
  const result: OneResult = { measured: await measure(watched.system), cost: watched.figures() }
  if (process.send === undefined) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
  else process.send(result)
}

await main()
process.disconnect?.()
