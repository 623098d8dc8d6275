import { renderReport } from '../../../evaluation/report/render-report.js'
import type { ReportInput, RunFacts } from '../../../evaluation/report/report-input.js'
import { loadLocales } from '../../../evaluation/words/locale.js'
import { wordedVerdict } from '../../../evaluation/words/verdict-words.js'
import { diffPairs } from '../../../knowledge/version/diff-pairs.js'
import { readManifest } from '../../../knowledge/version/read-version.js'
import { COMMON_LANGUAGE } from '../../../knowledge/words/locale-files.js'
import { judgeRun } from '../judgement.js'
import type { Step } from '../step.js'
import { RUN_FILES, type Work } from '../work.js'

/** Writes the evidence for people (one page in every language) and for programs (JSON). */
export const report: Step = {
  name: 'report',
  async run(work) {
    const { run, installation } = work
    const { challengerId, challenger, champion, comparison, verdict } = await judgeRun(work)
    const createdAt = installation.clock.now()
    const edits = challenger === null || champion === null ? null : diffPairs(champion.pairs, challenger.pairs)
    const summaries = { challenger: challenger?.summary ?? null, champion: champion?.summary ?? null }
    const facts = { run: run.id, version: challengerId, champion: run.parent, createdAt: createdAt.toISOString() }
    const data = { format: 1, ...facts, verdict: wordedVerdict(verdict), comparison, edits, summaries }
    await work.files.write(RUN_FILES.report, `${JSON.stringify(data, null, 1)}\n`)
    if (challenger === null) return { inputs: facts, outputs: { page: null }, files: [RUN_FILES.report] }

    const reported = async (id: typeof challengerId, version: typeof challenger) => {
      const { contentHash } = await readManifest(installation.store, id)
      return { id, contentHash, summary: version.summary, results: version.results }
    }
    const pages = await writePages(work, {
      createdAt,
      challenger: await reported(challengerId, challenger),
      champion: champion === null || run.parent === null ? null : await reported(run.parent, champion),
      comparison,
      verdict,
      facts: factsOf(work.outputs, run.id),
    })
    return { inputs: facts, outputs: { page: RUN_FILES.page }, files: [RUN_FILES.report, ...pages] }
  },
}

/** The page of those who read it bears the plain name, every other that of its language. @returns names of the files */
async function writePages({ installation, files }: Work, input: ReportInput): Promise<readonly string[]> {
  const locales = loadLocales()
  const { reportLanguage } = installation.rules
  const isSpoken = locales.some(({ language }) => language === reportLanguage)
  const plain = isSpoken ? reportLanguage : COMMON_LANGUAGE
  const pages = locales.map((locale) => {
    return { locale, file: locale.language === plain ? RUN_FILES.page : `report.${locale.language}.html` }
  })
  for (const page of pages) {
    const others = pages.filter((other) => other !== page)
    await files.write(page.file, renderReport(input, page.locale, others))
  }
  return pages.map(({ file }) => file)
}

function factsOf(outputs: Work['outputs'], run: string): RunFacts {
  const [{ pairs, goldenCases }, { encoder, textPairs }] = [outputs('validate'), outputs('adapt')]
  const { embedded, reused, embedder } = outputs('embed')
  const { carriedOn, linked, recallAt10 } = outputs('index')
  return {
    run,
    pairs: Number(pairs),
    goldenCases: Number(goldenCases),
    embedder: String(embedder),
    adaptedTo: encoder === 'adapted' ? Number(textPairs) : null,
    embedded: Number(embedded),
    reused: Number(reused),
    linked: Number(linked),
    carriedOn: carriedOn === true,
    recallAt10: typeof recallAt10 === 'number' ? recallAt10 : null,
  }
}
