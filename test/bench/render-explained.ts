import { calibrationChart } from '../../evaluation/report/charts.js'
import { englishLocale } from '../../evaluation/words/locale.js'
import { decimal, percent, table, tableRow } from './cells.js'
import { type AblationFigures, type Explained, type Reliability, SIGNAL_GROUPS, type SignalGroup } from './explain.js'
import { type BenchSet, CALIBRATED } from './sets.js'

/** The sections that explain Ventanilla's figures; none when nothing was explained. */
export function renderExplained(explained: readonly Explained[], sets: readonly BenchSet[]): readonly string[] {
  const titleOf = (name: string) => sets.find((set) => set.name === name)?.title ?? name
  const ablated = explained.filter(({ without }) => without !== null)
  const calibrated = explained.filter(({ set }) => CALIBRATED.includes(set))
  return [
    ...(ablated.length === 0 ? [] : ablationSection(ablated)),
    ...(calibrated.length === 0 ? [] : ['## Confidence before and after calibration', '', ...CALIBRATION, '']),
    ...calibrated.flatMap((one) => calibrationSection(one, titleOf(one.set))),
  ]
}

/** The file name of a set's chart, beside the report. */
export function chartFile(set: string): string {
  return `reliability-${set}.svg`
}

/** The charts that the report shows, by file name. */
export function chartsOf(explained: readonly Explained[]): ReadonlyMap<string, string> {
  const calibrated = explained.filter(({ set }) => CALIBRATED.includes(set))
  return new Map(
    calibrated.map(({ set, calibration: { before, after } }) => [
      chartFile(set),
      calibrationChart(before.bins, after.bins, englishLocale()).text,
    ]),
  )
}

const GROUP_NAMES = Object.keys(SIGNAL_GROUPS) as readonly SignalGroup[]

const CALIBRATION = [
  'Each question by the confidence of its best candidate, whether or not it would be given, in ten bins; a question out of scope is',
  'never right. *Before* is the curve that a version begins with, *after* the one fitted on its own phrasings while they were held out.',
]

function ablationSection(explained: readonly Explained[]): readonly string[] {
  return [
    '## What each signal adds',
    '',
    'Ventanilla with the weight of a group of signals set to 0 and nothing refitted: hit@1 (change in points) / AUROC. What another',
    'signal makes up for shows little here. “–” where nothing speaks to it, “no weight” where the version gives the group none.',
    '',
    '*dense* and *lexical* look at phrasings (and *dense* at answers), *answer* at the words of a whole pair,',
    '*prototype* at where a pair lies as a whole; *linear* is learned from a version’s phrasings.',
    '',
    ...GROUP_NAMES.map((group) => `- **${group}:** ${SIGNAL_GROUPS[group].join(', ')}`),
    '',
    ...table(
      ['Signals', ...explained.map(({ set }) => set)],
      [
        tableRow(['all', ...explained.map(({ whole }) => figures(whole, null))]),
        ...GROUP_NAMES.map((group) =>
          tableRow([
            `without ${group}`,
            ...explained.map(({ whole, without }) => {
              const rest = without?.[group] ?? null
              return rest === null ? 'no weight' : figures(rest, whole)
            }),
          ]),
        ),
      ],
    ),
  ]
}

function figures({ hitAt1, auroc }: AblationFigures, whole: AblationFigures | null): string {
  const change = whole === null ? '' : ` (${signed((hitAt1 ?? 0) - (whole.hitAt1 ?? 0))})`
  return `${percent(hitAt1)}${change} / ${decimal(auroc)}`
}

function signed(share: number): string {
  const points = (Math.abs(share) * 100).toFixed(1)
  if (points === '0.0') return '±0'
  return share < 0 ? `−${points}` : `+${points}`
}

function calibrationSection({ set, calibration: { before, after } }: Explained, title: string): readonly string[] {
  return [
    `### ${title}`,
    '',
    `ECE ${decimal(before.ece)} before, ${decimal(after.ece)} after.`,
    '',
    ...table(
      ['Bin', 'before: confidence', 'right', 'cases', 'after: confidence', 'right', 'cases'],
      Array.from({ length: 10 }, (_, i) =>
        tableRow([`${i / 10}–${(i + 1) / 10}`, ...binCells(before, i), ...binCells(after, i)]),
      ),
    ),
    `![Share right against confidence, before and after](${chartFile(set)})`,
    '',
  ]
}

function binCells({ bins }: Reliability, place: number): readonly string[] {
  const bin = bins.find(({ confidence }) => Math.min(9, Math.floor(confidence * 10)) === place)
  return bin === undefined ? ['', '', ''] : [percent(bin.confidence), percent(bin.accuracy), String(bin.cases)]
}
