import type { BenchmarkedSystem } from '../../evaluation/bench/benchmarked-system.js'

/** Costs of teaching besides elapsed time. Bytes are measured after garbage collection. */
export interface CostFigures {
  /** processor time of all lessons and threads; on a busy machine more reliable than elapsed time */
  readonly teachCpuSeconds: number
  /** resident memory of the process after teaching, less that before the system's packages were loaded */
  readonly rssGrowth: number
  /** growth of reachable memory: heap and buffers, without native code */
  readonly liveGrowth: number
  /** peak resident memory of the process */
  readonly peakRss: number
  /** `rssGrowth` over the phrasings that were taught */
  readonly bytesPerPhrasing: number
}

interface Sample {
  readonly rss: number
  readonly live: number
}

/** Needs `node --expose-gc`. */
export function sampleMemory(): Sample {
  if (globalThis.gc === undefined) throw new Error('memory is measured with: node --expose-gc')
  globalThis.gc()
  const { rss, heapUsed, external } = process.memoryUsage()
  return { rss, live: heapUsed + external }
}

export interface Watched {
  readonly system: BenchmarkedSystem
  /** figures of the lesson that grew memory most; null before the first lesson */
  figures(): CostFigures | null
}

/** The same system, with its costs measured while it is taught. Memory is that of the lesson that grew it most. */
export function watchCost(system: BenchmarkedSystem, before: Sample): Watched {
  let teachCpuMicroseconds = 0
  let most: { readonly sample: Sample; readonly phrasings: number } | null = null
  return {
    system: {
      ...system,
      async teach(lesson) {
        const usedBefore = process.cpuUsage()
        const taught = await system.teach(lesson)
        const { user, system: kernel } = process.cpuUsage(usedBefore)
        teachCpuMicroseconds += user + kernel
        const sample = sampleMemory()
        if (most === null || sample.rss > most.sample.rss) {
          most = { sample, phrasings: lesson.subjects.reduce((sum, { phrasings }) => sum + phrasings.length, 0) }
        }
        return taught
      },
    },
    figures() {
      if (most === null) return null
      const rssGrowth = most.sample.rss - before.rss
      return {
        teachCpuSeconds: teachCpuMicroseconds / 1_000_000,
        rssGrowth,
        liveGrowth: most.sample.live - before.live,
        peakRss: process.resourceUsage().maxRSS * 1_024,
        bytesPerPhrasing: rssGrowth / most.phrasings,
      }
    },
  }
}
