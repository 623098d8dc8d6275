import { BarChart, LineChart, ScatterChart } from 'echarts/charts'
import { GridComponent, LegendComponent } from 'echarts/components'
import { type EChartsCoreOption, init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import type { Bin } from '../metrics.js'
import type { Summary } from '../summary.js'
import { SafeHtml } from './html.js'

use([BarChart, LineChart, ScatterChart, GridComponent, LegendComponent, SVGRenderer])

/** Colour-blind-safe, and told apart by line style as well. */
const CHALLENGER = '#0b5fa5'
const CHAMPION = '#b34700'
const GUIDE = '#767676'

const DIAGONAL = {
  name: 'perfect',
  type: 'line',
  data: [
    [0, 0],
    [1, 1],
  ],
  showSymbol: false,
  lineStyle: { color: GUIDE, type: 'dotted' },
}

const SIZE = { width: 460, height: 320 } as const

/** Confidence against accuracy: on the diagonal, confidence means what it says. */
export function reliabilityChart(challenger: Summary, champion: Summary | null): SafeHtml {
  return draw({
    xAxis: share('confidence'),
    yAxis: share('share right'),
    series: [
      DIAGONAL,
      ...sides(challenger, champion, ({ reliability }) => reliability.map((bin) => [bin.confidence, bin.accuracy])),
    ],
  })
}

/** Two ways to tell how sure an answer is, by the share that was right: the nearer to the diagonal, the better. */
export function calibrationChart(before: readonly Bin[], after: readonly Bin[]): SafeHtml {
  const points = (bins: readonly Bin[]) => bins.map(({ confidence, accuracy }) => [confidence, accuracy])
  return draw({
    xAxis: share('confidence'),
    yAxis: share('share right'),
    series: [
      DIAGONAL,
      line('before', points(before), { color: CHAMPION, type: 'dashed' }),
      line('after', points(after), { color: CHALLENGER, type: 'solid' }),
    ],
  })
}

/** Share of wrong answers when only the most confident share of questions is answered. */
export function riskCoverageChart(challenger: Summary, champion: Summary | null): SafeHtml {
  return draw({
    xAxis: share('share of questions answered'),
    yAxis: share('share of answers wrong'),
    series: sides(
      challenger,
      champion,
      ({ riskCoverage }) => riskCoverage.map(({ coverage, risk }) => [coverage, risk]),
      false,
    ),
  })
}

/** hit@1 of each slice, both versions side by side; a name too long for its room is cut, since the table has it whole. */
export function slicesChart(challenger: Summary, champion: Summary | null): SafeHtml {
  const names = Object.keys(challenger.slices).filter((name) => challenger.slices[name]?.hitAt1 !== null)
  const bars = (summary: Summary) => names.map((name) => summary.slices[name]?.hitAt1?.value ?? null)
  const series = [
    { name: 'challenger', type: 'bar', data: bars(challenger), itemStyle: { color: CHALLENGER } },
    ...(champion === null
      ? []
      : [{ name: 'champion', type: 'bar', data: bars(champion), itemStyle: { color: CHAMPION } }]),
  ]
  return draw(
    {
      grid: { left: 170, right: 24, top: 36, bottom: 44 },
      xAxis: share('hit@1'),
      yAxis: { type: 'category', data: names, inverse: true, axisLabel: { width: 150, overflow: 'truncate' } },
      series,
    },
    { width: 720, height: 90 + names.length * (champion === null ? 18 : 30) },
  )
}

/** Latency per question: median and 95th percentile. */
export function latencyChart(challenger: Summary, champion: Summary | null): SafeHtml {
  const both = [
    ['challenger', challenger, CHALLENGER] as const,
    ...(champion === null ? [] : [['champion', champion, CHAMPION] as const]),
  ]
  return draw({
    xAxis: { type: 'category', data: ['p50', 'p95'] },
    yAxis: { type: 'value', name: 'ms per question', nameLocation: 'middle', nameGap: 40 },
    series: both.map(([name, { msPerQuery }, color]) => ({
      name,
      type: 'bar',
      data: [msPerQuery.p50, msPerQuery.p95],
      itemStyle: { color },
    })),
  })
}

function sides(
  challenger: Summary,
  champion: Summary | null,
  points: (summary: Summary) => readonly (readonly number[])[],
  symbols = true,
) {
  const own = line('challenger', points(challenger), { color: CHALLENGER, type: 'solid' }, symbols)
  if (champion === null) return [own]
  return [own, line('champion', points(champion), { color: CHAMPION, type: 'dashed' }, symbols)]
}

interface LineStyle {
  readonly color: string
  readonly type: 'solid' | 'dashed'
}

function line(name: string, data: readonly (readonly number[])[], { color, type }: LineStyle, symbols = true) {
  const lineStyle = { color, type, width: 2 }
  return { name, type: 'line', data, showSymbol: symbols, symbolSize: 7, lineStyle, itemStyle: { color } }
}

function share(name: string) {
  return { type: 'value', min: 0, max: 1, name, nameLocation: 'middle', nameGap: 28 }
}

function draw(option: EChartsCoreOption, size: { readonly width: number; readonly height: number } = SIZE): SafeHtml {
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size })
  try {
    chart.setOption({
      animation: false,
      legend: { top: 0 },
      grid: { left: 60, right: 24, top: 36, bottom: 52 },
      ...option,
    })
    return new SafeHtml(chart.renderToSVGString())
  } finally {
    chart.dispose()
  }
}
