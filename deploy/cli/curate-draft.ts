import type { Command } from 'commander'
import type { WantedProposal } from '../../training/editing/proposal-of.js'
import { addVerb } from './add-verb.js'
import { collectFilter, languageCode } from './arguments.js'
import { describeProposal, describeState, plainIndented, shownItem } from './shown-group.js'
import { addSignature, type SignedOptions, signedBy } from './signature.js'
import { sayNext, warnOfDamage } from './talk.js'
import type { RunVerb, VerbContext } from './verb.js'
import type { CliWords } from './words.js'

interface PhrasingOptions extends SignedOptions {
  readonly pair: string
  readonly lang?: string
  readonly phrasing?: string
}

export function addPhrasing(curate: Command, run: RunVerb, words: CliWords): void {
  const verb = addVerb(curate, words, 'curate-add-phrasing', 'add-phrasing <id>')
    .requiredOption('--pair <id>', words.say('curate-add-phrasing.pair'))
    .option('--lang <code>', words.say('curate-add-phrasing.lang'), languageCode)
    .option('--phrasing <text>', words.say('curate-add-phrasing.phrasing'))
  addSignature(verb, 'reason welcome', words).action((id: string, options: PhrasingOptions, command: Command) =>
    run(command, (context) => {
      const { pair, lang, phrasing } = options
      const about = { pairId: pair, language: lang ?? null, phrasing: phrasing ?? null }
      return draft(context, id, options, { kind: 'add-phrasing', ...about })
    }),
  )
}

interface NewPairOptions extends SignedOptions {
  readonly pairId: string
  readonly question: string
  readonly answerFile: string
  readonly alternate: readonly string[]
  readonly lang?: string
  readonly source?: string
  readonly owner?: string
  readonly legalBasis?: string
  readonly validFrom?: string
  readonly validUntil?: string
  readonly metadata: Readonly<Record<string, string>>
}

export function addNewPair(curate: Command, run: RunVerb, words: CliWords): void {
  const verb = addVerb(curate, words, 'curate-new-pair', 'new-pair <id>')
    .requiredOption('--pair-id <id>', words.say('curate-new-pair.pair-id'))
    .requiredOption('--question <text>', words.say('curate-new-pair.question'))
    .requiredOption('--answer-file <file>', words.say('curate-new-pair.answer-file'))
    .option('--alternate <text>', words.say('curate-new-pair.alternate'), collectTexts, [])
    .option('--lang <code>', words.say('curate-new-pair.lang'), languageCode)
    .option('--source <text>', words.say('curate-new-pair.source'))
    .option('--owner <name>', words.say('curate-new-pair.owner'))
    .option('--legal-basis <text>', words.say('curate-new-pair.legal-basis'))
    .option('--valid-from <date>', words.say('curate-new-pair.valid-from'))
    .option('--valid-until <date>', words.say('curate-new-pair.valid-until'))
    .option('--metadata <key=value>', words.say('curate-new-pair.metadata'), collectFilter, {})
  addSignature(verb, 'reason welcome', words).action((id: string, options: NewPairOptions, command: Command) =>
    run(command, async (context) => {
      const { readAnswer } = await import('./read-answer.js')
      const fields = pairFields(options, await readAnswer(options.answerFile))
      return draft(context, id, options, { kind: 'new-pair', language: options.lang ?? null, fields })
    }),
  )
}

function collectTexts(text: string, before: readonly string[]): readonly string[] {
  return [...before, text]
}

function pairFields(options: NewPairOptions, answer: string): Readonly<Record<string, unknown>> {
  const { pairId, question, alternate, source, owner, by, legalBasis, validFrom, validUntil, metadata } = options
  return {
    id: pairId,
    question,
    alternateQuestions: alternate,
    answer,
    source: source ?? null,
    owner: owner ?? by,
    legalBasis: legalBasis ?? null,
    validFrom: validFrom ?? null,
    validUntil: validUntil ?? null,
    metadata,
  }
}

export function addOutOfCompetence(curate: Command, run: RunVerb, words: CliWords): void {
  addLeftOut(curate, run, words, 'out-of-competence', { kind: 'out-of-competence' })
}

export function addIgnore(curate: Command, run: RunVerb, words: CliWords): void {
  addLeftOut(curate, run, words, 'ignore', { kind: 'ignored' })
}

function addLeftOut(
  curate: Command,
  run: RunVerb,
  words: CliWords,
  name: 'out-of-competence' | 'ignore',
  wanted: WantedProposal,
): void {
  const verb = addVerb(curate, words, `curate-${name}`, `${name} <id>`)
  addSignature(verb, 'reason due', words).action((id: string, options: SignedOptions, command: Command) =>
    run(command, (context) => draft(context, id, options, wanted)),
  )
}

async function draft(context: VerbContext, id: string, options: SignedOptions, wanted: WantedProposal): Promise<0> {
  const { openInstallation, terminal, words, json } = context
  const { draftForGroup } = await import('../../training/editing/group-acts.js')
  const request = { id, wanted, signedBy: signedBy(options) }
  const item = await draftForGroup(await openInstallation(), request, warnOfDamage(context))
  if (json) terminal.printJson(shownItem(item))
  else {
    terminal.print(describeState(item, words))
    if (item.state !== 'open') terminal.print(plainIndented(`    ${describeProposal(item.proposal, words)}`))
    sayNext(context, words.say('curate-draft.next', { id: item.id }))
  }
  return 0
}
