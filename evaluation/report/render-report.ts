import { type GateVerdict, rulesThat } from '../gate/verdict.js'
import type { Summary } from '../summary.js'
import { html, type SafeHtml } from '../words/html.js'
import type { Locale } from '../words/locale.js'
import type { ReportText } from '../words/report-texts.js'
import { evidenceOf } from '../words/verdict-words.js'
import { plots } from './plots.js'
import { confusionsTable, movedSection } from './question-sections.js'
import type { ReportInput, RunFacts } from './report-input.js'
import { REPORT_STYLE } from './report-style.js'
import { type ReportWords, reportWords } from './report-words.js'
import { phrased, table } from './table.js'

/** The report in one language, and the name of its file. */
export interface ReportPage {
  readonly locale: Locale
  readonly file: string
}

/**
 * Renders one self-contained page: no scripts, no external resources; every plot has its table.
 *
 * @param others the same report in other languages, which the page links to
 */
export function renderReport(input: ReportInput, locale: Locale, others: readonly ReportPage[] = []): string {
  const { challenger, champion, comparison, verdict, createdAt } = input
  const words = reportWords(locale)
  const { text } = words
  const title =
    champion === null
      ? text('titleOfFirst', { challenger: challenger.id })
      : text('title', { challenger: challenger.id, champion: champion.id })
  const page = html`<!doctype html>
<html lang="${locale.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title} – Ventanilla</title>
${others.map(({ locale: { language }, file }) => html`<link rel="alternate" hreflang="${language}" href="${file}">\n`)}<style>${REPORT_STYLE}</style>
</head>
<body>
<main>
${languageLinks(others, text('otherLanguages'))}
<h1>${title}</h1>
<p class="verdict ${verdict.gate}"><strong>${text(verdict.gate === 'pass' ? 'passes' : 'holds')}</strong>
${objections(verdict, words)}</p>
<p>${text('evaluated', { when: words.date(createdAt) })} ${text('contentHash')}: <code>${challenger.contentHash.slice(0, 16)}</code></p>
${factsList(input.facts, words)}
<h2>${text('gate')}</h2>
${rulesTable(verdict, words)}
<h2>${text('figures')}</h2>
${figuresTable(input, words)}
${plots(challenger, champion, words)}
${comparison === null ? null : movedSection(comparison, words)}
<h2>${text('confusions')}</h2>
${confusionsTable(challenger.results, words)}
</main>
</body>
</html>
`
  return page.text
}

function languageLinks(others: readonly ReportPage[], label: string): SafeHtml | null {
  if (others.length === 0) return null
  const link = ({ locale: { language, name }, file }: ReportPage) =>
    html`<a href="${file}" hreflang="${language}" lang="${language}">${name}</a> `
  return html`<nav aria-label="${label}">${others.map(link)}</nav>`
}

function factsList(facts: RunFacts, { text, number, count }: ReportWords): SafeHtml {
  const { run, embedder, adaptedTo, embedded, reused, linked, carriedOn } = facts
  const values: readonly (readonly [ReportText, string])[] = [
    ['factRun', run],
    ['factPairs', count(facts.pairs)],
    ['factGoldenCases', count(facts.goldenCases)],
    ['factEmbedder', adaptedTo === null ? embedder : text('embedderAdapted', { embedder, pairs: adaptedTo })],
    ['factPassages', text('passages', { embedded, reused })],
    ['factIndex', text(carriedOn ? 'indexCarriedOn' : 'index', { rows: linked, recall: number(facts.recallAt10) })],
  ]
  return html`<dl>${values.map(([name, value]) => html`<div><dt>${text(name)}</dt><dd>${value}</dd></div>`)}</dl>`
}

function objections({ rules }: GateVerdict, { text }: ReportWords): string {
  const holding = rulesThat('hold', rules).length
  return holding === 0 ? text('noObjection') : text('objections', { holding, rules: rules.length })
}

function rulesTable({ rules }: GateVerdict, { text, locale }: ReportWords): SafeHtml {
  return table(
    text('gateCaption'),
    [text('rule'), text('verdict'), text('evidence')],
    rules.map(({ id, verdict, findings }) => [
      locale.rules[id],
      html`<span class="${verdict}">${locale.ruleVerdicts[verdict]}</span>`,
      phrased(evidenceOf(findings, locale)),
    ]),
  )
}

function figuresTable({ challenger, champion }: ReportInput, words: ReportWords): SafeHtml {
  const { text, number, interval, ms } = words
  const figures: readonly (readonly [ReportText, (summary: Summary) => string])[] = [
    ['cases', ({ clean: { cases, answerable } }) => text('casesValue', { cases, answerable })],
    ['hitAt1', ({ clean }) => interval(clean.hitAt1)],
    ['hitAt3', ({ clean }) => interval(clean.hitAt3)],
    ['mrrAt10', ({ clean }) => number(clean.mrrAt10)],
    ['served', ({ clean }) => interval(clean.servedRate)],
    ['falseAnswers', ({ clean }) => interval(clean.falseAnswerRate)],
    ['wrongAnswers', ({ clean }) => number(clean.wrongAnswerShare)],
    ['fallbacks', ({ clean }) => number(clean.fallbackRate)],
    ['auroc', ({ aurocAnswerable }) => number(aurocAnswerable)],
    ['calibrationError', ({ ece }) => number(ece)],
    ['latency', ({ msPerQuery }) => `${ms(msPerQuery.p50)} / ${ms(msPerQuery.p95)}`],
  ]
  return table(
    text('figuresCaption'),
    [text('figure'), challenger.id, ...(champion === null ? [] : [champion.id])],
    figures.map(([name, show]) => [
      text(name),
      show(challenger.summary),
      ...(champion === null ? [] : [show(champion.summary)]),
    ]),
  )
}
