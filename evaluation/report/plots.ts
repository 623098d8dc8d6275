import type { SliceFigures, Summary } from '../summary.js'
import { html, type SafeHtml } from '../words/html.js'
import { sliceName } from '../words/names.js'
import type { ReportText } from '../words/report-texts.js'
import { drawnSlices, latencyChart, reliabilityChart, riskCoverageChart, slicesChart } from './charts.js'
import type { ReportedVersion } from './report-input.js'
import type { ReportWords } from './report-words.js'
import { table } from './table.js'

/** Every plot with a table of its data. */
export function plots(challenger: ReportedVersion, champion: ReportedVersion | null, words: ReportWords): SafeHtml {
  const { text, number, count, ms, locale } = words
  const [own, other] = [challenger.summary, champion?.summary ?? null]
  const versions = champion === null ? [challenger] : [challenger, champion]
  const columns = (...names: readonly ReportText[]) => names.map((name) => text(name))
  const rowsOfEach = <T>(
    points: (summary: Summary) => readonly T[],
    cells: (point: T) => readonly string[],
  ): readonly (readonly string[])[] =>
    versions.flatMap(({ id, summary }) => points(summary).map((point) => [id, ...cells(point)]))
  return html`<div class="plots">
${figure(
  { name: text('reliabilityName'), shows: text('reliabilityShows') },
  words,
  reliabilityChart(own, other, locale),
  columns('version', 'confidence', 'shareRight', 'caseCount'),
  rowsOfEach(
    ({ reliability }) => reliability,
    ({ confidence, accuracy, cases }) => [number(confidence), number(accuracy), count(cases)],
  ),
)}
${figure(
  { name: text('riskName'), shows: text('riskShows') },
  words,
  riskCoverageChart(own, other, locale),
  columns('version', 'shareAnswered', 'shareWrong', 'atConfidence'),
  rowsOfEach(
    ({ riskCoverage }) => thinned(riskCoverage),
    ({ coverage, risk, threshold }) => [number(coverage), number(risk), number(threshold)],
  ),
)}
${figure(
  { name: text('latencyName'), shows: text('latencyShows') },
  words,
  latencyChart(own, other, locale),
  columns('version', 'p50', 'p95'),
  rowsOfEach(
    ({ msPerQuery }) => [msPerQuery],
    ({ p50, p95 }) => [ms(p50), ms(p95)],
  ),
)}
${figure(
  { name: text('slicesName'), shows: slicesShow(own, words) },
  words,
  slicesChart(own, other, locale),
  columns('slice', 'caseCount', 'hitAt1', 'servedColumn', 'beforeColumn'),
  Object.entries(own.slices).map(([name, slice]) => sliceRow(name, slice, other?.slices[name] ?? null, words)),
)}
</div>`
}

function slicesShow(summary: Summary, { text }: ReportWords): string {
  const { names, of } = drawnSlices(summary)
  const shows = text('slicesShows')
  return names.length === of ? shows : text('slicesLargest', { shows, count: names.length, of })
}

function sliceRow(
  name: string,
  slice: SliceFigures,
  before: SliceFigures | null,
  { locale, count, interval }: ReportWords,
): readonly string[] {
  return [
    sliceName(name, locale),
    count(slice.cases),
    interval(slice.hitAt1),
    interval(slice.servedRate),
    interval(before?.hitAt1 ?? null),
  ]
}

/** At most about twenty points: a table of every point of a long curve would be unreadable. */
function thinned<T>(points: readonly T[]): readonly T[] {
  const every = Math.max(1, Math.ceil(points.length / 20))
  return points.filter((_, i) => i % every === every - 1 || i === points.length - 1)
}

interface Plot {
  readonly name: string
  readonly shows: string
}

function figure(
  plot: Plot,
  { text }: ReportWords,
  chart: SafeHtml,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): SafeHtml {
  const caption = text('plotCaption', { ...plot })
  return html`<figure>
<figcaption>${caption}</figcaption>
<div class="chart" aria-hidden="true">${chart}</div>
<details><summary>${text('plotAsTable', { name: plot.name })}</summary>${table(caption, columns, rows)}</details>
</figure>`
}
