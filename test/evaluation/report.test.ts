import { describe, expect, it } from 'vitest'
import { compare } from '../../evaluation/compare.js'
import { evaluate } from '../../evaluation/evaluate.js'
import { DEFAULT_GATE_LIMITS, gate } from '../../evaluation/gate.js'
import { renderReport } from '../../evaluation/report/render-report.js'
import { summarise } from '../../evaluation/summary.js'
import { eldLanguageDetector } from '../../knowledge/adapters/eld-language-detector.js'
import type { QnaPair } from '../../knowledge/content/qna-pair.js'
import { createSearcher } from '../../knowledge/search/searcher.js'
import { caseOf } from '../support/golden.js'
import { pairOf, snapshotOf } from '../support/snapshot.js'

const before: readonly QnaPair[] = [
  pairOf({ id: 'fees', question: 'What are the fees?', answer: 'Sixty <b>euros</b>.' }),
  pairOf({ id: 'hours', question: 'What are the opening hours?', answer: 'Nine to two.' }),
]
const after = [
  ...before.slice(1),
  pairOf({ id: 'costs', question: 'What are the fees?', answer: '<script>x()</script>' }),
]
const cases = [
  caseOf('what are the fees', ['fees'], { critical: true }),
  caseOf('opening hours', ['hours']),
  caseOf('who won the match', []),
]

async function side(pairs: readonly QnaPair[]) {
  const searcher = createSearcher(await snapshotOf(pairs), await eldLanguageDetector(['en']))
  const results = await evaluate(searcher, cases, new Date('2026-01-01T00:00:00Z'))
  return { pairs, results, summary: summarise(results) }
}

async function report() {
  const [champion, challenger] = [await side(before), await side(after)]
  const comparison = compare(champion, challenger)
  const verdict = gate({ champion, challenger, comparison, indexRecall: 1, limits: DEFAULT_GATE_LIMITS })
  return renderReport({
    createdAt: new Date('2026-01-02T03:04:05Z'),
    challenger: { id: 'kb-000002', contentHash: 'b'.repeat(64), ...challenger },
    champion: { id: 'kb-000001', contentHash: 'a'.repeat(64), ...champion },
    comparison,
    verdict,
    facts: { embedded: '1' },
  })
}

describe('the report', () => {
  it('says what was compared, what the gate found and which questions moved', async () => {
    const page = await report()
    expect(page).toContain('<h1>kb-000002 against kb-000001</h1>')
    expect(page).toContain('<strong>The gate holds.</strong>')
    expect(page).toContain('what are the fees <strong>(critical)</strong>')
    expect(page).toContain('fees/en was removed')
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

  it('escapes what editors and citizens wrote, runs nothing and fetches nothing', async () => {
    const page = await report()
    expect(page).toContain('&lt;script&gt;x()&lt;/script&gt;')
    expect(page).not.toMatch(/<script|<link|<img|src=|@import|url\((?!#)/)
  })
})
