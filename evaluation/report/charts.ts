import { createRequire } from 'node:module'
import type { EChartsCoreOption } from 'echarts'
import type { Bin } from '../statistics/metrics.js'
import type { Summary } from '../summary.js'
import { SafeHtml } from '../words/html.js'
import type { Locale } from '../words/locale.js'
import { sliceName } from '../words/names.js'

// The CommonJS bundle is one file. The five hundred modules of the other build take half a second to load.
const { init } = createRequire(import.meta.url)('echarts') as typeof import('echarts')

/** Safe for colour-blind readers; line styles differ, too. */
const CHALLENGER = '#0b5fa5'
const CHAMPION = '#b34700'
const GUIDE = '#767676'

const SIZE = { width: 460, height: 320 } as const

/** Accuracy by confidence: on the diagonal, the confidence is right. */
export function reliabilityChart(challenger: Summary, champion: Summary | null, locale: Locale): SafeHtml {
  const points = ({ reliability }: Summary) => reliability.map((bin) => [bin.confidence, bin.accuracy])
  return reliability(sides(challenger, champion, locale, points), locale)
}

/** Accuracy by confidence of two calibrations: nearer to the diagonal is better. */
export function calibrationChart(before: readonly Bin[], after: readonly Bin[], locale: Locale): SafeHtml {
  const points = (bins: readonly Bin[]) => bins.map(({ confidence, accuracy }) => [confidence, accuracy])
  return reliability(
    [
      line(locale.charts.before, points(before), { color: CHAMPION, type: 'dashed' }),
      line(locale.charts.after, points(after), { color: CHALLENGER, type: 'solid' }),
    ],
    locale,
  )
}

/** Share of wrong answers when only the most confident share of questions is answered. */
export function riskCoverageChart(challenger: Summary, champion: Summary | null, locale: Locale): SafeHtml {
  const points = ({ riskCoverage }: Summary) => riskCoverage.map(({ coverage, risk }) => [coverage, risk])
  return draw({
    xAxis: share(locale.charts.shareAnswered, locale),
    yAxis: share(locale.charts.shareWrong, locale),
    series: sides(challenger, champion, locale, points, false),
  })
}

/** Most slices in the chart; the table has all of them. */
const MOST_SLICES = 40

/** `names`: the largest slices with a hit@1, as many as the chart has room for, in their order; `of`: the number of slices with a hit@1. */
export function drawnSlices({ slices }: Summary): { readonly names: readonly string[]; readonly of: number } {
  const measured = Object.entries(slices).filter(([, { hitAt1 }]) => hitAt1 !== null)
  const largest = measured.toSorted(([, left], [, right]) => right.cases - left.cases).slice(0, MOST_SLICES)
  const drawn = new Set(largest.map(([name]) => name))
  return { names: measured.flatMap(([name]) => (drawn.has(name) ? [name] : [])), of: measured.length }
}

/** hit@1 of the slices, both versions side by side; long names are cut, since the table has them in full. */
export function slicesChart(challenger: Summary, champion: Summary | null, locale: Locale): SafeHtml {
  const { charts } = locale
  const { names } = drawnSlices(challenger)
  const bars = (summary: Summary) => names.map((name) => summary.slices[name]?.hitAt1?.value ?? null)
  const series = [
    { name: charts.challenger, type: 'bar', data: bars(challenger), itemStyle: { color: CHALLENGER } },
    ...(champion === null
      ? []
      : [{ name: charts.champion, type: 'bar', data: bars(champion), itemStyle: { color: CHAMPION } }]),
  ]
  return draw(
    {
      grid: { left: 170, right: 24, top: 36, bottom: 44 },
      xAxis: share(charts.hitAt1, locale),
      yAxis: {
        type: 'category',
        data: names.map((name) => sliceName(name, locale)),
        inverse: true,
        axisLabel: { width: 150, overflow: 'truncate' },
      },
      series,
    },
    { width: 720, height: 90 + names.length * (champion === null ? 18 : 30) },
  )
}

/** Latency per question: median and 95th percentile. */
export function latencyChart(challenger: Summary, champion: Summary | null, locale: Locale): SafeHtml {
  const { charts } = locale
  const both = [
    [charts.challenger, challenger, CHALLENGER] as const,
    ...(champion === null ? [] : [[charts.champion, champion, CHAMPION] as const]),
  ]
  return draw({
    xAxis: { type: 'category', data: ['p50', 'p95'] },
    yAxis: { type: 'value', name: charts.msPerQuestion, nameLocation: 'middle', nameGap: 40, ...numbers(locale) },
    series: both.map(([name, { msPerQuery }, color]) => ({
      name,
      type: 'bar',
      data: [msPerQuery.p50, msPerQuery.p95],
      itemStyle: { color },
    })),
  })
}

/** Curves and the diagonal of perfect calibration. */
function reliability(curves: readonly object[], locale: Locale): SafeHtml {
  const { charts } = locale
  const ends = [
    [0, 0],
    [1, 1],
  ]
  return draw({
    xAxis: share(charts.confidence, locale),
    yAxis: share(charts.shareRight, locale),
    series: [line(charts.ideal, ends, { color: GUIDE, type: 'dotted' }, false), ...curves],
  })
}

function sides(
  challenger: Summary,
  champion: Summary | null,
  { charts }: Locale,
  points: (summary: Summary) => readonly (readonly number[])[],
  symbols = true,
) {
  const own = line(charts.challenger, points(challenger), { color: CHALLENGER, type: 'solid' }, symbols)
  if (champion === null) return [own]
  return [own, line(charts.champion, points(champion), { color: CHAMPION, type: 'dashed' }, symbols)]
}

interface LineStyle {
  readonly color: string
  readonly type: 'solid' | 'dashed' | 'dotted'
}

function line(name: string, data: readonly (readonly number[])[], { color, type }: LineStyle, symbols = true) {
  const lineStyle = { color, type, width: 2 }
  return { name, type: 'line', data, showSymbol: symbols, symbolSize: 7, lineStyle, itemStyle: { color } }
}

function share(name: string, locale: Locale) {
  return { type: 'value', min: 0, max: 1, name, nameLocation: 'middle', nameGap: 28, ...numbers(locale) }
}

/** Axis labels with the number format of the language. */
function numbers({ language }: Locale) {
  const format = new Intl.NumberFormat(language)
  return { axisLabel: { formatter: (value: number) => format.format(value) } }
}

function draw(option: EChartsCoreOption, size: { readonly width: number; readonly height: number } = SIZE): SafeHtml {
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size })
  try {
    chart.setOption({
      animation: false,
      legend: { top: 0, itemGap: 24 },
      grid: { left: 60, right: 24, top: 36, bottom: 52 },
      ...option,
    })
    return new SafeHtml(chart.renderToSVGString())
  } finally {
    chart.dispose()
  }
}
