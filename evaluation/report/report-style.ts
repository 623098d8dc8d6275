import { SafeHtml } from '../words/html.js'

/** Calm and printable: tables open on paper, nothing depends on colour alone. */
export const REPORT_STYLE = new SafeHtml(`
:root { color-scheme: light; --ink: #1b1b1b; --line: #c9c9c9; --pass: #1b5e20; --hold: #8a1c1c; --note: #6b4a00; }
body { margin: 0; color: var(--ink); background: #fff; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 76rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.75rem; margin: 0 0 .5rem; } h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); }
.verdict { border-left: .4rem solid; padding: .6rem 1rem; font-size: 1.15rem; background: #f6f6f6; }
.verdict.pass, span.pass, span.won { color: var(--pass); } .verdict.hold, span.hold, span.lost { color: var(--hold); }
span.note { color: var(--note); } span.pass, span.note, span.hold, span.won, span.lost { font-weight: 600; }
dl { display: flex; flex-wrap: wrap; gap: .25rem 2rem; } dl div { display: flex; gap: .5rem; } dt { color: #555; } dd { margin: 0; }
.scroll { overflow-x: auto; } .scroll:focus-visible, summary:focus-visible { outline: 3px solid #0b5fa5; outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; } caption { text-align: left; color: #555; padding: .3rem 0; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); }
tbody th { font-weight: 500; min-width: 11rem; } tbody th, bdi { overflow-wrap: anywhere; } thead th { background: #f6f6f6; }
.answer { color: #555; overflow-wrap: anywhere; } small { color: #555; }
.plots { display: flex; flex-wrap: wrap; gap: 1.5rem; } figure { margin: 1rem 0; max-width: 100%; }
figcaption { font-weight: 600; max-width: 30rem; } .chart svg { max-width: 100%; height: auto; }
summary { cursor: pointer; padding: .3rem 0; color: #0b5fa5; }
@media print { main { max-width: none; padding: 0; } figure, tr { break-inside: avoid; } details::details-content { content-visibility: visible; display: block; } .scroll { overflow: visible; } }
`)
