import { describeBlame } from '../blame.js'
import type { Estimate } from '../bootstrap.js'
import type { Comparison, MovedQuestion, Side } from '../compare.js'
import { type CaseResult, isFalseAnswer } from '../evaluate.js'
import { type GateVerdict, rulesThat } from '../gate.js'
import type { SliceFigures, Summary } from '../summary.js'
import { latencyChart, reliabilityChart, riskCoverageChart, slicesChart } from './charts.js'
import { html, type SafeHtml } from './html.js'
import { REPORT_STYLE } from './style.js'

/** Everything a report shows. `champion` and `comparison` are null for a first version. */
export interface ReportInput {
  readonly createdAt: Date
  readonly challenger: ReportedVersion
  readonly champion: ReportedVersion | null
  readonly comparison: Comparison | null
  readonly verdict: GateVerdict
  /** facts about the run, shown as they are, e.g. `{ "embedded": "12", "reused": "400" }` */
  readonly facts: Readonly<Record<string, string>>
}

export interface ReportedVersion {
  readonly id: string
  readonly contentHash: string
  readonly summary: Summary
  readonly results: readonly CaseResult[]
}

/** More than this many moved questions are counted and not listed: the JSON beside the report holds all. */
const MOST_MOVED = 200

/** One self-contained page: no script, nothing fetched; every plot has its table. */
export function renderReport(input: ReportInput): string {
  const { challenger, champion, verdict, createdAt } = input
  const title = champion === null ? `${challenger.id}: first evaluation` : `${challenger.id} against ${champion.id}`
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title} – Ventanilla</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p class="verdict ${verdict.gate}"><strong>${verdict.gate === 'pass' ? 'The gate passes.' : 'The gate holds.'}</strong>
${objections(verdict)}</p>
<p>Evaluated ${createdAt.toISOString().slice(0, 16).replace('T', ' ')} UTC. Content hash <code>${challenger.contentHash.slice(0, 16)}</code>.</p>
${factsList(input.facts)}
<h2>Gate</h2>
${rulesTable(verdict)}
<h2>Figures</h2>
${figuresTable(input)}
${plots(input)}
${movedSection(input.comparison)}
<h2>Confusions</h2>
${confusionsTable(challenger.results)}
</main>
</body>
</html>
`
  return page.text
}

function factsList(facts: ReportInput['facts']): SafeHtml | null {
  const entries = Object.entries(facts)
  if (entries.length === 0) return null
  return html`<dl>${entries.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
}

function objections({ rules }: GateVerdict): string {
  const holding = rulesThat('hold', rules).length
  return holding === 0 ? 'No rule objects.' : `${holding} of ${rules.length} rules object.`
}

function rulesTable({ rules }: GateVerdict): SafeHtml {
  return table(
    'Every rule with its evidence',
    ['Rule', 'Verdict', 'Evidence'],
    rules.map(({ rule, verdict, evidence }) => [rule, html`<span class="${verdict}">${verdict}</span>`, evidence]),
  )
}

function figuresTable({ challenger, champion }: ReportInput): SafeHtml {
  const figures: readonly (readonly [string, (summary: Summary) => string])[] = [
    ['Cases (answerable)', ({ clean }) => `${clean.cases} (${clean.answerable})`],
    ['hit@1', ({ clean }) => interval(clean.hitAt1)],
    ['hit@3', ({ clean }) => interval(clean.hitAt3)],
    ['MRR@10', ({ clean }) => number(clean.mrrAt10)],
    ['Served: answered rightly, or offered the right choice', ({ clean }) => interval(clean.servedRate)],
    ['Unanswerable questions that got an answer', ({ clean }) => interval(clean.falseAnswerRate)],
    ['Answers that were wrong', ({ clean }) => number(clean.wrongAnswerShare)],
    ['Fallbacks', ({ clean }) => number(clean.fallbackRate)],
    ['AUROC answerable', ({ aurocAnswerable }) => number(aurocAnswerable)],
    ['Calibration error (ECE)', ({ ece }) => number(ece)],
    ['ms per question, p50 / p95', ({ msPerQuery }) => `${msPerQuery.p50.toFixed(2)} / ${msPerQuery.p95.toFixed(2)}`],
  ]
  return table(
    'Clean questions, with 95 % bootstrap intervals',
    ['Figure', challenger.id, ...(champion === null ? [] : [champion.id])],
    figures.map(([name, show]) => [
      name,
      show(challenger.summary),
      ...(champion === null ? [] : [show(champion.summary)]),
    ]),
  )
}

function plots({ challenger, champion }: ReportInput): SafeHtml {
  const [own, other] = [challenger.summary, champion?.summary ?? null]
  const versions = champion === null ? [challenger] : [challenger, champion]
  const rowsOfEach = <T>(
    points: (summary: Summary) => readonly T[],
    cells: (point: T) => readonly string[],
  ): readonly (readonly string[])[] =>
    versions.flatMap(({ id, summary }) => points(summary).map((point) => [id, ...cells(point)]))
  return html`<div class="plots">
${figure(
  { name: 'Reliability', shows: 'confidence against the share that was right' },
  reliabilityChart(own, other),
  ['Version', 'Confidence', 'Share right', 'Cases'],
  rowsOfEach(
    ({ reliability }) => reliability,
    ({ confidence, accuracy, cases }) => [number(confidence), number(accuracy), String(cases)],
  ),
)}
${figure(
  { name: 'Risk and coverage', shows: 'the share of wrong answers as more questions are answered' },
  riskCoverageChart(own, other),
  ['Version', 'Answered', 'Wrong', 'At confidence'],
  rowsOfEach(
    ({ riskCoverage }) => thinned(riskCoverage),
    ({ coverage, risk, threshold }) => [number(coverage), number(risk), number(threshold)],
  ),
)}
${figure(
  { name: 'Latency', shows: 'milliseconds per question' },
  latencyChart(own, other),
  ['Version', 'p50 ms', 'p95 ms'],
  rowsOfEach(
    ({ msPerQuery }) => [msPerQuery],
    ({ p50, p95 }) => [p50.toFixed(2), p95.toFixed(2)],
  ),
)}
${figure(
  { name: 'Slices', shows: 'hit@1 by language, noise, topic, length and kind' },
  slicesChart(own, other),
  ['Slice', 'Cases', 'hit@1', 'Served', 'Before'],
  Object.entries(own.slices).map(([name, slice]) => sliceRow(name, slice, other?.slices[name] ?? null)),
)}
</div>`
}

function sliceRow(name: string, slice: SliceFigures, before: SliceFigures | null): readonly string[] {
  return [
    name,
    String(slice.cases),
    interval(slice.hitAt1),
    interval(slice.servedRate),
    interval(before?.hitAt1 ?? null),
  ]
}

/** Every point of a long curve would make an unreadable table. */
function thinned<T>(points: readonly T[]): readonly T[] {
  const every = Math.max(1, Math.ceil(points.length / 20))
  return points.filter((_, i) => i % every === every - 1 || i === points.length - 1)
}

function movedSection(comparison: Comparison | null): SafeHtml | null {
  if (comparison === null) return null
  const { won, lost, same, mcnemarP, hitAt1Difference, moved } = comparison
  const hidden = moved.length - MOST_MOVED
  return html`<h2>Questions that moved</h2>
<p>${won} won, ${lost} lost, ${same} served as before; McNemar p = ${mcnemarP.toFixed(3)}.
hit@1 changed by ${interval(hitAt1Difference)} (95 % paired bootstrap interval).</p>
${
  moved.length === 0
    ? html`<p>None: every question gets what it got before.</p>`
    : table(
        'Losses first, then gains, then changes that serve as well',
        ['Question', 'Verdict', 'Before', 'After', 'Edit to blame'],
        moved.slice(0, MOST_MOVED).map(movedRow),
      )
}
${hidden > 0 ? html`<p>${hidden} more are in the JSON beside this report.</p>` : null}`
}

function movedRow({
  question,
  language,
  critical,
  verdict,
  before,
  after,
  blame,
}: MovedQuestion): readonly (string | SafeHtml)[] {
  return [
    html`${quoted(question, language)}${critical ? html` <strong>(critical)</strong>` : null}`,
    html`<span class="${verdict}">${verdict}</span>`,
    describeSide(before),
    describeSide(after),
    blame === null ? '' : describeBlame(blame),
  ]
}

function describeSide({ kind, pairIds, answer, answerLanguage, confidence }: Side): SafeHtml {
  return html`${kind}${pairIds.length === 0 ? '' : `: ${pairIds.join(', ')}`} <small>(${number(confidence)})</small>
${answer === null ? null : html`<br><span class="answer">${quoted(answer.slice(0, 240), answerLanguage)}</span>`}`
}

/** What a citizen or an editor wrote, marked with its language for those to whom the page is read out (WCAG 3.1.2). */
function quoted(text: string, language: string | null): SafeHtml {
  return language === null || language === 'und' ? html`${text}` : html`<span lang="${language}">${text}</span>`
}

/** Which pair was answered with in place of which, most often first. */
function confusionsTable(results: readonly CaseResult[]): SafeHtml {
  const counts = new Map<string, { expected: string; shown: string; count: number; example: CaseResult }>()
  for (const result of results.filter((one) => one.noise === 'clean' && isFalseAnswer(one))) {
    const expected = result.case.relevant.join(' or ') || '(no answer)'
    const shown = result.shown.join(', ')
    const key = `${expected}\n${shown}`
    const known = counts.get(key)
    counts.set(key, { expected, shown, count: (known?.count ?? 0) + 1, example: known?.example ?? result })
  }
  const rows = [...counts.values()].sort((left, right) => right.count - left.count).slice(0, 30)
  if (rows.length === 0) return html`<p>No clean question got a wrong answer.</p>`
  return table(
    'Wrong answers given to clean questions',
    ['Expected', 'Answered with', 'Times', 'For example'],
    rows.map(({ expected, shown, count, example }) => [
      expected,
      shown,
      String(count),
      quoted(example.asked, example.language),
    ]),
  )
}

interface Plot {
  readonly name: string
  readonly shows: string
}

function figure(
  { name, shows }: Plot,
  chart: SafeHtml,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): SafeHtml {
  const caption = `${name}: ${shows}`
  return html`<figure>
<figcaption>${caption}</figcaption>
<div class="chart" aria-hidden="true">${chart}</div>
<details><summary>${name} as a table</summary>${table(caption, columns, rows)}</details>
</figure>`
}

function table(
  caption: string,
  columns: readonly string[],
  rows: readonly (readonly (string | SafeHtml)[])[],
): SafeHtml {
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${rows.map(([first = '', ...rest]) => html`<tr><th scope="row">${first}</th>${rest.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
</table></div>`
}

function interval(estimate: Estimate | null): string {
  return estimate === null ? '–' : `${number(estimate.value)} [${number(estimate.low)}, ${number(estimate.high)}]`
}

function number(value: number | null): string {
  return value === null ? '–' : value.toFixed(3)
}
