import axe from 'axe-core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { evaluate } from '../../../evaluation/evaluate.js'
import { compare, type MovedQuestion, type Side } from '../../../evaluation/gate/compare.js'
import { DEFAULT_GATE_LIMITS, gate } from '../../../evaluation/gate/gate.js'
import { renderReport } from '../../../evaluation/report/render-report.js'
import type { ReportInput } from '../../../evaluation/report/report-input.js'
import { summarise } from '../../../evaluation/summary.js'
import { loadLocales } from '../../../evaluation/words/locale.js'
import { eldLanguageDetector } from '../../../knowledge/adapters/eld-language-detector.js'
import type { QnaPair } from '../../../knowledge/content/qna-pair.js'
import { createSearcher } from '../../../knowledge/search/searcher.js'
import { launchChromium } from '../../support/chat-browser.js'
import { caseOf } from '../../support/golden.js'
import { requireOrSkip } from '../../support/requirements.js'
import { pairOf, snapshotOf } from '../../support/snapshot.js'

const longTopic = `${'a very long topic '.repeat(5)}for ever`
const before: readonly QnaPair[] = [
  pairOf({ id: 'fees', question: 'What are the fees?', answer: 'Sixty <b>euros</b>.' }),
  pairOf({ id: 'hours', question: 'What are the opening hours?', answer: 'Nine to two.' }),
  pairOf({ id: 'post', language: 'es', question: '¿Adónde envío las cartas?', answer: 'Al apartado 7.' }),
  pairOf({ id: 'desk', question: 'Which desk is for permits?', answer: 'Desk 3.', metadata: { topic: longTopic } }),
]
const after = [
  ...before.slice(1).map((pair) => (pair.id === 'post' ? { ...pair, answer: 'Al apartado 8.' } : pair)),
  pairOf({ id: 'costs', question: 'What are the fees?', answer: '<script>x()</script>' }),
]
const cases = [
  caseOf('what are the fees', ['fees'], { critical: true }),
  caseOf('opening hours', ['hours']),
  caseOf('adónde envío las cartas', ['post'], { language: 'es' }),
  caseOf('which desk is for permits', ['desk']),
  caseOf('who won the match', []),
]

async function evaluated(pairs: readonly QnaPair[]) {
  const searcher = createSearcher(await snapshotOf(pairs), await eldLanguageDetector(['en', 'es']))
  const results = await evaluate(searcher, cases, new Date('2026-01-01T00:00:00Z'))
  return { pairs, results, summary: summarise(results) }
}

const locales = loadLocales()

function localeOf(language: string) {
  const found = locales.find((locale) => locale.language === language)
  if (found === undefined) throw new Error(`there are no texts in ${language}`)
  return found
}

/** The figure with this name. */
function figureIn(page: string, name: string): string {
  return (
    (page.match(/<figure>[\s\S]*?<\/figure>/g) ?? []).find((figure) => figure.includes(`<figcaption>${name}:`)) ?? ''
  )
}

async function reportInput(): Promise<ReportInput> {
  const [champion, challenger] = [await evaluated(before), await evaluated(after)]
  const comparison = compare(champion, challenger)
  const verdict = gate({ champion, challenger, comparison, indexRecall: 1, limits: DEFAULT_GATE_LIMITS })
  return {
    createdAt: new Date('2026-01-02T03:04:05Z'),
    challenger: { id: 'kb-000002', contentHash: 'b'.repeat(64), ...challenger },
    champion: { id: 'kb-000001', contentHash: 'a'.repeat(64), ...champion },
    comparison,
    verdict,
    facts: {
      run: 'run-000002',
      pairs: 4,
      goldenCases: 5,
      embedder: 'hashed-ngrams',
      adaptedTo: 12_345,
      embedded: 1,
      reused: 11,
      linked: 12,
      carriedOn: true,
      recallAt10: 0.9875,
    },
  }
}

async function report(language = 'en', change = (input: ReportInput) => input) {
  const input = change(await reportInput())
  const others = locales
    .filter((locale) => locale.language !== language)
    .map((locale) => ({ locale, file: `report.${locale.language}.html` }))
  return renderReport(input, localeOf(language), others)
}

const side = (fields: Partial<Side>): Side => {
  return { kind: 'answered', pairIds: ['p'], answer: null, answerLanguage: null, confidence: 0.5, ...fields }
}

/** One question moved, and no other. */
function withMoved(fields: Partial<MovedQuestion>): (input: ReportInput) => ReportInput {
  const plain = { question: 'q', language: 'und', critical: false, verdict: 'same', blame: null } as const
  const moved = [{ ...plain, before: side({}), after: side({}), ...fields }]
  return ({ comparison, ...input }) => ({ ...input, comparison: comparison === null ? null : { ...comparison, moved } })
}

describe('the report', () => {
  it('says what was compared, what the gate found and which questions moved', async () => {
    const page = await report()
    expect(page).toContain('<h1>kb-000002 against kb-000001</h1>')
    expect(page).toContain('<strong>The gate holds.</strong>')
    expect(page).toContain('<bdi lang="en">what are the fees</bdi> <strong>(critical)</strong>')
    expect(page).toContain('fees/en was removed')
    expect(page).toContain('1 critical case lost: &quot;<bdi lang="en">what are the fees</bdi>&quot; (')
  })

  it('says it in Spanish as well, numbers and dates included, and quotes each question in its own language', async () => {
    const page = await report('es')
    expect(page).toContain('<html lang="es">')
    expect(page).toContain('<title>kb-000002 frente a kb-000001 – Ventanilla</title>')
    expect(page).toContain('La versión no supera el control de calidad.')
    expect(page).toMatch(/Evaluada el 2 de enero de 2026.{1,8}03:04\sUTC\./u)
    expect(page).toContain('adaptado a 12.345 pares de textos')
    expect(page).toContain('recall@10 0,988')
    expect(page).toContain('1 pregunta crítica se atiende peor: «<bdi lang="en">what are the fees</bdi>» (')
    expect(figureIn(page, 'Grupos')).toContain('<th scope="row">idioma: español (es)</th>')
    expect(figureIn(page, 'Fiabilidad')).toMatch(/>0,2<\/text>/)
  })

  it('links each language to the others', async () => {
    expect(await report('en')).toContain('<link rel="alternate" hreflang="es" href="report.es.html">')
    expect(await report('en')).toContain('<a href="report.es.html" hreflang="es" lang="es">español</a>')
    expect(await report('es')).toContain('<a href="report.en.html" hreflang="en" lang="en">English</a>')
  })

  it('gives every plot its table and hides the drawing from screen readers', async () => {
    const page = await report()
    const figures = page.match(/<figure>[\s\S]*?<\/figure>/g) ?? []
    expect(figures).toHaveLength(4)
    for (const figure of figures) {
      expect(figure).toMatch(/<div class="chart" aria-hidden="true"><svg /)
      expect(figure).toMatch(/<table>\n<caption>.+<\/caption>\n<thead>/)
    }
  })

  it('has the data of each plot in its table, for both versions', async () => {
    const page = await report()
    for (const name of ['Reliability', 'Risk and coverage', 'Latency']) {
      const figure = figureIn(page, name)
      expect(figure).toContain('<th scope="col">Version</th>')
      for (const id of ['kb-000001', 'kb-000002']) expect(figure).toContain(`<th scope="row">${id}</th>`)
    }
  })

  it('names the plot where its table is opened', async () => {
    const page = await report()
    expect([...page.matchAll(/<summary>(.*?)<\/summary>/g)].map(([, text]) => text)).toEqual([
      'Reliability as a table',
      'Risk and coverage as a table',
      'Latency as a table',
      'Slices as a table',
    ])
  })

  it('marks the language of what citizens asked and editors answered', async () => {
    const page = await report()
    expect(page).toContain('<th scope="row"><bdi lang="es">adónde envío las cartas</bdi></th>')
    expect(page).toContain('<span class="answer"><bdi lang="es">Al apartado 7.</bdi></span>')
    expect(page).toContain('<span class="answer"><bdi lang="es">Al apartado 8.</bdi></span>')
  })

  it('draws the largest of many slices, has all in the table, and says so', async () => {
    const page = await report('es', ({ challenger, ...input }) => {
      const of = (name: string) => challenger.summary.slices[name] ?? challenger.summary.clean
      const many = Array.from({ length: 60 }, (_, i) => [`kind:k${i}`, { ...of(''), cases: i }] as const)
      const slices = { ...Object.fromEntries(many), 'language:en': { ...of('language:en'), cases: 99 } }
      return { ...input, challenger: { ...challenger, summary: { ...challenger.summary, slices } } }
    })
    const figure = figureIn(page, 'Grupos')
    expect(figure).toContain('longitud y tipo; se dibujan los 40 grupos mayores de 61</figcaption>')
    const drawn = [...figure.matchAll(/>tipo: k(\d+)<\/text>/g)].map(([, i]) => Number(i))
    expect(drawn).toEqual(Array.from({ length: 39 }, (_, i) => i + 21))
    expect(figure).toMatch(/>idioma: inglés \(en\)<\/text>/)
    expect(figure.match(/<th scope="row">tipo: k/g)).toHaveLength(60)
  })

  it('says how many confusions it leaves out', async () => {
    const page = await report('en', ({ challenger, ...input }) => {
      const [result] = challenger.results
      if (result === undefined) throw new Error('there is no result')
      const shown = Array.from({ length: 32 }, (_, i) => ({ ...result, kind: 'answered' as const, shown: [`p${i}`] }))
      return { ...input, challenger: { ...challenger, results: shown } }
    })
    expect(page).toContain('<p>2 rarer ones are not shown.</p>')
  })

  it('escapes texts of editors and citizens, and has no scripts or external resources', async () => {
    const page = await report()
    expect(page).toContain('&lt;script&gt;x()&lt;/script&gt;')
    expect(page).not.toMatch(/<script|<link rel="(?!alternate")|<img|src=|@import|url\((?!#)/)
  })
})

requireOrSkip('chromium')('the report in a browser', () => {
  it.each([
    ['en', 'Slices'],
    ['es', 'Grupos'],
  ])(
    'leaves the plot of slices its room beside a topic with a long name, and breaks no rule of WCAG (%s)',
    async (language, slices) => {
      const browser = await launchChromium()
      onTestFinished(() => browser.close())
      const page = await browser.newPage({ bypassCSP: true })
      await page.setContent(await report(language))

      const svg = page.locator('figure', { hasText: `${slices}:` }).locator('svg')
      const width = (await svg.boundingBox())?.width ?? 0
      const bars = await svg
        .locator('path')
        .evaluateAll((paths) => paths.map((path) => path.getBoundingClientRect().width))
      expect(Math.max(...bars.filter((bar) => bar < width))).toBeGreaterThan(0.6 * width)
      expect(
        await page
          .locator('figure', { hasText: `${slices}:` })
          .locator('table')
          .textContent(),
      ).toContain(longTopic)

      await page.evaluate(axe.source)
      const found = await page.evaluate('axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21aa"] })')
      expect(found).toMatchObject({ violations: [] })
    },
  )

  it('breaks a word that would push the other columns out of view', async () => {
    const browser = await launchChromium()
    onTestFinished(() => browser.close())
    const page = await browser.newPage({ viewport: { width: 1_280, height: 800 } })
    await page.setContent(await report('en', withMoved({ question: 'x'.repeat(300) })))
    const table = page.locator('.scroll', { hasText: 'x'.repeat(300) })
    expect(await table.evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0)
  })

  it('isolates the writing direction of questions', async () => {
    const browser = await launchChromium()
    onTestFinished(() => browser.close())
    const page = await browser.newPage()
    const moved = withMoved({ question: '\u202Eكم التكلفة (12)', language: 'ar', critical: true })
    await page.setContent(await report('en', moved))
    const cell = page.locator('th', { hasText: '(critical)' })
    const ends = await cell.evaluate((th) => {
      const ranges = [th.firstElementChild, th.querySelector('strong')].map((node) => {
        const range = document.createRange()
        if (node !== null) range.selectNodeContents(node)
        return range.getBoundingClientRect()
      })
      return ranges.map(({ left, right }) => ({ left, right }))
    })
    // The remark follows the question, from left to right, as the page reads.
    expect(ends[1]?.left).toBeGreaterThan(ends[0]?.right ?? Number.POSITIVE_INFINITY)
  })

  it('has no English words on the Spanish page except names, signs and quotations', async () => {
    const browser = await launchChromium()
    onTestFinished(() => browser.close())
    const page = await browser.newPage()
    const wordsIn = async (language: string) => {
      await page.setContent(await report(language))
      return page.evaluate(() => {
        const walker = document.createTreeWalker(document, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT)
        const found: string[] = []
        for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
          if (node instanceof Element) found.push(node.getAttribute('aria-label') ?? '')
          else if (node.parentElement?.closest('body [lang], style') === null) found.push(node.textContent ?? '')
        }
        return found.flatMap((text) => text.match(/\p{L}[\p{L}\p{N}@/-]*/gu) ?? [])
      })
    }
    const [english, spanish] = [new Set(await wordsIn('en')), await wordsIn('es')]
    expect(spanish.length).toBeGreaterThan(200)
    expect([...new Set(spanish.filter((word) => english.has(word)))].sort()).toMatchInlineSnapshot(`
      [
        "AUROC",
        "ECE",
        "MRR@10",
        "McNemar",
        "UTC",
        "Ventanilla",
        "a",
        "bbbbbbbbbbbbbbbb",
        "bootstrap",
        "costs",
        "en",
        "error",
        "es",
        "ever",
        "fees",
        "fees/en",
        "for",
        "hashed-ngrams",
        "hit@1",
        "hit@3",
        "kb-000001",
        "kb-000002",
        "long",
        "ms",
        "no",
        "p",
        "p50",
        "p95",
        "post",
        "recall@10",
        "run-000002",
        "topic",
        "very",
      ]
    `)
  })
})
