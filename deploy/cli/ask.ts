import type { Command } from 'commander'
import { pairKey, type QnaPair } from '../../knowledge/content/qna-pair.js'
import type { Candidate, Decision } from '../../knowledge/search/outcome.js'
import { closerToOutOfScope } from '../../knowledge/search/ranker/out-of-scope.js'
import { addVerb } from './add-verb.js'
import { collectFilter, languageCode, versionGiven } from './arguments.js'
import { fixed } from './figures.js'
import { sayNote, type Talk } from './talk.js'
import { plain } from './terminal.js'
import type { RunVerb } from './verb.js'
import type { CliWords } from './words.js'

interface Options {
  readonly lang?: string
  readonly filter: Readonly<Record<string, string>>
  readonly version?: string
  readonly asOf?: string
}

export function addAsk(program: Command, run: RunVerb, words: CliWords): void {
  addVerb(program, words, 'ask', 'ask <question>')
    .option('--lang <code>', words.say('ask.lang'), languageCode)
    .option('--filter <key=value>', words.say('ask.filter'), collectFilter, {})
    .option('--version <version>', words.say('ask.version'))
    .option('--as-of <version|time>', words.say('ask.as-of'))
    .action((question: string, options: Options, command: Command) =>
      run(command, async (context) => {
        const { openInstallation, terminal, json } = context
        const { askVersion } = await import('../../training/release/ask-version.js')
        const { decision, asOf, ms } = await askVersion(await openInstallation('read'), {
          text: question,
          language: options.lang ?? null,
          filter: options.filter,
          version: versionGiven(options.version),
          asOf: options.asOf ?? null,
        })
        if (asOf?.clockWentBack === true) sayNote(context, words.say('versions.clock-went-back'))
        if (json) terminal.printJson({ ...asJson(decision), asOf: asOf?.now.toISOString() ?? null, ms })
        else printDecision(context, decision)
        return 0
      }),
    )
}

/** The whole decision, flat, with pairs by their ids. */
function asJson({ outcome, version, language, normalised, candidates, nearestOutOfScope, thresholds }: Decision) {
  const pair = answeringPair(outcome)
  return {
    kind: outcome.kind,
    answer: pair?.answer ?? null,
    pairId: pair?.id ?? null,
    source: pair?.source ?? null,
    version,
    language,
    confidence: outcome.confidence,
    reason: outcome.kind === 'fallback' ? outcome.reason : null,
    offered:
      outcome.kind === 'clarification' ? outcome.pairs.map(({ id, question }) => ({ pairId: id, question })) : [],
    prompts: pair?.prompts ?? [],
    normalised,
    thresholds,
    nearestOutOfScope,
    candidates: candidates.map(({ pair: { id, language, question }, ...why }) => ({
      pairId: id,
      language,
      question,
      ...why,
    })),
  }
}

function printDecision(talk: Talk, { outcome, version, candidates, nearestOutOfScope }: Decision): void {
  const { terminal, words } = talk
  const pair = answeringPair(outcome)
  if (pair !== null) terminal.print(pair.answer.split('\n').map(plain).join('\n'))
  if (pair !== null && pair.source !== null) {
    terminal.print(words.say('ask.source', { source: plain(pair.source) }))
  }
  if (outcome.kind === 'clarification') {
    for (const { question } of outcome.pairs) terminal.print(`- ${plain(question)}`)
  }
  const kind = words.say(
    outcome.kind === 'fallback' ? `outcomes.fallback-${outcome.reason}` : `outcomes.${outcome.kind}`,
  )
  const confidence = fixed(outcome.confidence, 2, words)
  terminal.say(words.say('ask.outcome', { outcome: kind, confidence, version }))
  for (const candidate of candidates.slice(0, 5)) terminal.say(plain(candidateLine(candidate, words)))
  if (nearestOutOfScope === null || closerToOutOfScope(nearestOutOfScope, candidates[0]?.signals.dense ?? 0) === 0)
    return
  terminal.say(plain(words.say('ask.closer-out-of-scope', { question: nearestOutOfScope.text })))
}

function candidateLine({ pair, score, matchedWords, phrasing }: Candidate, words: CliWords): string {
  const found = { score: fixed(score, 3, words), pair: pairKey(pair), phrasing }
  return matchedWords.length === 0
    ? words.say('ask.candidate', found)
    : words.say('ask.candidate-shares', { ...found, matched: matchedWords.join(', ') })
}

function answeringPair(outcome: Decision['outcome']): QnaPair | null {
  return outcome.kind === 'answered' || outcome.kind === 'handoff' ? outcome.pair : null
}
