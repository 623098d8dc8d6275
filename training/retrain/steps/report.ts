import { z } from 'zod'
import { renderReport } from '../../../evaluation/report/render-report.js'
import type { ReportInput, RunFacts } from '../../../evaluation/report/report-input.js'
import { loadLocales } from '../../../evaluation/words/locale.js'
import { wordedVerdict } from '../../../evaluation/words/verdict-words.js'
import { diffPairs } from '../../../knowledge/version/diff-pairs.js'
import { readManifest } from '../../../knowledge/version/read-version.js'
import { COMMON_LANGUAGE } from '../../../knowledge/words/locale-files.js'
import type { RunContext } from '../run/run-context.js'
import { RUN_FILES } from '../run/run-files.js'
import type { Step } from '../run/step.js'
import { adapt } from './adapt.js'
import { embed } from './embed.js'
import { indexVectors } from './index-vectors.js'
import { judgeRun } from './judgement.js'
import { validate } from './validate.js'

const resultSchema = z.object({
  /** the page in the readers' language, relative to the run's folder; null when nothing was asked */
  page: z.string().nullable(),
})

/** Writes the evidence for people (one page per language) and for programs (JSON). */
export const report: Step<z.infer<typeof resultSchema>> = {
  name: 'report',
  result: resultSchema,
  async run(context) {
    const { run, installation } = context
    const { challengerId, challenger, champion, comparison, verdict } = await judgeRun(context)
    const createdAt = installation.clock.now()
    const edits = challenger === null || champion === null ? null : diffPairs(champion.pairs, challenger.pairs)
    const summaries = { challenger: challenger?.summary ?? null, champion: champion?.summary ?? null }
    const facts = { run: run.id, version: challengerId, champion: run.parent, createdAt: createdAt.toISOString() }
    const data = { format: 1, ...facts, verdict: wordedVerdict(verdict), comparison, edits, summaries }
    await context.files.write(RUN_FILES.report, `${JSON.stringify(data, null, 1)}\n`)
    if (challenger === null) return { inputs: facts, result: { page: null }, files: [RUN_FILES.report] }

    const reported = async (id: typeof challengerId, version: typeof challenger) => {
      const { contentHash } = await readManifest(installation.store, id)
      return { id, contentHash, summary: version.summary, results: version.results }
    }
    const pages = await writePages(context, {
      createdAt,
      challenger: await reported(challengerId, challenger),
      champion: champion === null || run.parent === null ? null : await reported(run.parent, champion),
      comparison,
      verdict,
      facts: factsOf(context),
    })
    return { inputs: facts, result: { page: RUN_FILES.page }, files: [RUN_FILES.report, ...pages] }
  },
}

/**
 * The page in the readers' language has the plain name; the others carry their language in the name. @returns names of the
 * files
 */
async function writePages({ installation, files }: RunContext, input: ReportInput): Promise<readonly string[]> {
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

function factsOf({ run, resultOf }: RunContext): RunFacts {
  const [{ pairs, goldenCases }, adapted] = [resultOf(validate), resultOf(adapt)]
  const { embedded, reused, embedder } = resultOf(embed)
  const { carriedOn, linked, recallAt10 } = resultOf(indexVectors)
  return {
    run: run.id,
    pairs,
    goldenCases,
    embedder,
    adaptedTo: adapted.encoder === 'adapted' ? adapted.textPairs : null,
    embedded,
    reused,
    linked,
    carriedOn,
    recallAt10,
  }
}
