import { type CaseResult, isFalseAnswer } from '../evaluate.js'
import type { Comparison, MovedQuestion, Side } from '../gate/compare.js'
import { chanceShown } from '../words/chance.js'
import { html, type SafeHtml } from '../words/html.js'
import { blameWords } from '../words/verdict-words.js'
import { excerpts } from './excerpt.js'
import type { ReportWords } from './report-words.js'
import { phrased, quoted, table } from './table.js'

/** Most moved questions that are listed; the rest is counted. The JSON beside the report has all. */
const MOST_MOVED = 200

const MOST_CONFUSIONS = 30

/** The questions whose outcome changed, losses first. */
export function movedSection(comparison: Comparison, words: ReportWords): SafeHtml {
  const { text, interval, locale } = words
  const { won, lost, same, mcnemarP, hitAt1Difference, moved } = comparison
  const hidden = moved.length - MOST_MOVED
  return html`<h2>${text('moved')}</h2>
<p>${text('movedCounts', { won, lost, same, p: chanceShown(mcnemarP, locale.language) })}
${text('movedHitAt1', { interval: interval(hitAt1Difference) })}</p>
${
  moved.length === 0
    ? html`<p>${text('movedNone')}</p>`
    : table(
        text('movedCaption'),
        [text('question'), text('verdict'), text('before'), text('after'), text('blame')],
        moved.slice(0, MOST_MOVED).map((question) => movedRow(question, words)),
      )
}
${hidden > 0 ? html`<p>${text('movedMore', { count: hidden })}</p>` : null}`
}

function movedRow(
  { question, language, critical, verdict, before, after, blame }: MovedQuestion,
  words: ReportWords,
): readonly (string | SafeHtml)[] {
  const { text, locale } = words
  const [was, is] = excerpts(before.answer ?? '', after.answer ?? '')
  return [
    html`${quoted(question, language)}${critical ? html` <strong>${text('critical')}</strong>` : null}`,
    html`<span class="${verdict}">${locale.moves[verdict]}</span>`,
    sideCell(before, was, words),
    sideCell(after, is, words),
    blame === null ? '' : phrased(blameWords(blame, locale)),
  ]
}

function sideCell(side: Side, answer: string, { text, number, locale }: ReportWords): SafeHtml {
  const { kind, pairIds, answerLanguage, confidence } = side
  const outcome = locale.outcomes[kind]
  const what = pairIds.length === 0 ? outcome : text('outcomeWithPairs', { outcome, pairs: pairIds.join(', ') })
  return html`${what} <small>(${number(confidence)})</small>
${answer === '' ? null : html`<br><span class="answer">${quoted(answer, answerLanguage)}</span>`}`
}

/** Which pair was shown instead of which expected pair, most frequent first. */
export function confusionsTable(results: readonly CaseResult[], { text, count }: ReportWords): SafeHtml {
  const counts = new Map<string, { expected: string; shown: string; count: number; example: CaseResult }>()
  for (const result of results.filter((one) => one.noise === 'clean' && isFalseAnswer(one))) {
    const expected = expectedPairs(result.case.relevant, text)
    const shown = result.shown.join(', ')
    const key = `${expected}\n${shown}`
    const known = counts.get(key)
    counts.set(key, { expected, shown, count: (known?.count ?? 0) + 1, example: known?.example ?? result })
  }
  const all = [...counts.values()].sort((left, right) => right.count - left.count)
  const hidden = all.length - MOST_CONFUSIONS
  if (all.length === 0) return html`<p>${text('confusionsNone')}</p>`
  return html`${table(
    text('confusionsCaption'),
    [text('expected'), text('answeredWith'), text('times'), text('example')],
    all
      .slice(0, MOST_CONFUSIONS)
      .map(({ expected, shown, count: times, example }) => [
        expected,
        shown,
        count(times),
        quoted(example.asked, example.language),
      ]),
  )}
${hidden > 0 ? html`<p>${text('confusionsMore', { count: hidden })}</p>` : null}`
}

function expectedPairs(ids: readonly string[], text: ReportWords['text']): string {
  if (ids.length === 0) return text('expectedNone')
  return ids.reduce((first, second) => text('expectedOr', { first, second }))
}
