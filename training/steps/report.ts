import { renderReport } from '../../evaluation/report/render-report.js'
import { diffPairs } from '../../knowledge/version/diff-pairs.js'
import { replaceFile } from '../../knowledge/version/durable-file.js'
import { readManifest } from '../../knowledge/version/read-version.js'
import { judgeRun } from '../judgement.js'
import type { Step } from '../step.js'
import { RUN_FILES, type Work } from '../work.js'

/** Writes the evidence for people (one page) and for programs (JSON). */
export const report: Step = {
  name: 'report',
  async run(work) {
    const { run, request } = work
    const { challengerId, challenger, champion, comparison, verdict } = await judgeRun(work)
    const createdAt = request.clock.now()
    const edits = challenger === null || champion === null ? null : diffPairs(champion.pairs, challenger.pairs)
    const summaries = { challenger: challenger?.summary ?? null, champion: champion?.summary ?? null }
    const facts = { run: run.id, version: challengerId, champion: run.parent, createdAt: createdAt.toISOString() }
    const data = { format: 1, ...facts, verdict, comparison, edits, summaries }
    await replaceFile(work.path(RUN_FILES.report), `${JSON.stringify(data, null, 1)}\n`)
    if (challenger === null) return { inputs: facts, outputs: { page: null }, files: [RUN_FILES.report] }

    const reported = async (id: typeof challengerId, version: typeof challenger) => {
      const { contentHash } = await readManifest(request.folder, id)
      return { id, contentHash, summary: version.summary, results: version.results }
    }
    const page = renderReport({
      createdAt,
      challenger: await reported(challengerId, challenger),
      champion: champion === null || run.parent === null ? null : await reported(run.parent, champion),
      comparison,
      verdict,
      facts: factsForPeople(work.outputs, run.id),
    })
    await replaceFile(work.path(RUN_FILES.page), page)
    return { inputs: facts, outputs: { page: RUN_FILES.page }, files: [RUN_FILES.report, RUN_FILES.page] }
  },
}

function factsForPeople(outputs: Work['outputs'], run: string): Readonly<Record<string, string>> {
  const [{ pairs, goldenCases }, { encoder, textPairs }] = [outputs('validate'), outputs('adapt')]
  const { embedded, reused, embedder } = outputs('embed')
  const { carriedOn, linked, recallAt10 } = outputs('index')
  return {
    Run: run,
    Pairs: `${pairs}`,
    'Golden cases': `${goldenCases}`,
    Embedder: `${embedder}${encoder === 'adapted' ? `, adapted to ${textPairs} pairs of texts` : ''}`,
    'Passages embedded': `${embedded}, and ${reused} reused`,
    Index: `${linked} rows linked${carriedOn === true ? ' into a copy of the champion’s' : ''}, recall@10 ${recallAt10}`,
  }
}
