import type { Command } from 'commander'
import type { QnaPair } from '../../knowledge/content/qna-pair.js'
import type { Decision } from '../../knowledge/search/outcome.js'
import { closerToOutOfScope } from '../../knowledge/search/ranker/out-of-scope.js'
import { collectFilter, languageCode, versionGiven } from './arguments.js'
import { plain, type Terminal } from './terminal.js'
import { addVerb, type RunVerb } from './verb.js'

interface Options {
  readonly lang?: string
  readonly filter: Readonly<Record<string, string>>
  readonly version?: string
  readonly asOf?: string
}

export function addAsk(program: Command, run: RunVerb): void {
  addVerb(program, 'ask <question>', 'Answer one question and show why: candidates, scores, what matched.', {
    no: null,
    example:
      'ventanilla ask "cuanto cuesta registrar una empresa" --json\n' +
      'ventanilla ask "cuanto cuesta registrar una empresa" --as-of 2026-03-01T10:00:00Z',
  })
    .option('--lang <code>', 'language of the citizen’s page, a hint only', languageCode)
    .option('--filter <key=value>', 'only pairs with this metadata; may be repeated', collectFilter, {})
    .option('--version <version>', 'ask this version instead of the champion, as of today')
    .option('--as-of <version|time>', 'answer exactly as that version did, or as was done at that time')
    .action((question: string, options: Options, command: Command) =>
      run(command, async ({ openInstallation, terminal, json }) => {
        const { askVersion } = await import('../../training/release/ask-version.js')
        const { decision, asOf, ms } = await askVersion(await openInstallation(), {
          text: question,
          language: options.lang ?? null,
          filter: options.filter,
          version: versionGiven(options.version),
          asOf: options.asOf ?? null,
        })
        if (asOf?.clockWentBack === true)
          terminal.say('note: the clock was set back around then; the later time counts')
        if (json) terminal.printJson({ ...asJson(decision), asOf: asOf?.now.toISOString() ?? null, ms })
        else printDecision(terminal, decision)
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

function printDecision(terminal: Terminal, { outcome, version, candidates, nearestOutOfScope }: Decision): void {
  const pair = answeringPair(outcome)
  if (pair !== null) terminal.print(pair.answer.split('\n').map(plain).join('\n'))
  if (pair !== null && pair.source !== null) terminal.print(`Source: ${plain(pair.source)}`)
  if (outcome.kind === 'clarification') {
    for (const { question } of outcome.pairs) terminal.print(`- ${plain(question)}`)
  }
  const reason = outcome.kind === 'fallback' ? ` (${outcome.reason})` : ''
  terminal.say(`${outcome.kind}${reason}, confidence ${outcome.confidence.toFixed(2)}, version ${version}`)
  for (const { pair: candidate, score, matchedWords, phrasing } of candidates.slice(0, 5)) {
    const words = matchedWords.length === 0 ? '' : `; words in common: ${matchedWords.join(', ')}`
    terminal.say(plain(`  ${score.toFixed(3)} ${candidate.id}/${candidate.language} “${phrasing}”${words}`))
  }
  if (nearestOutOfScope === null || closerToOutOfScope(nearestOutOfScope, candidates[0]?.signals.dense ?? 0) === 0)
    return
  terminal.say(plain(`  closer to a question out of scope: “${nearestOutOfScope.text}”`))
}

function answeringPair(outcome: Decision['outcome']): QnaPair | null {
  return outcome.kind === 'answered' || outcome.kind === 'handoff' ? outcome.pair : null
}
