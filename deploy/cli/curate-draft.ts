import type { Command } from 'commander'
import type { WantedProposal } from '../../training/editing/proposal-of.js'
import { collectFilter, languageCode } from './arguments.js'
import { describeProposal, describeState, plainIndented, shownItem } from './shown-group.js'
import { addSignature, type SignedOptions, signedBy } from './signature.js'
import { warnOfDamage } from './terminal.js'
import { addVerb, type RunVerb, type VerbContext } from './verb.js'

const NO = 'it does not fit the approved pairs, is decided already, or somebody was quicker'

interface PhrasingOptions extends SignedOptions {
  readonly pair: string
  readonly lang?: string
  readonly phrasing?: string
}

export function addPhrasing(curate: Command, run: RunVerb): void {
  const verb = addVerb(
    curate,
    'add-phrasing <id>',
    'Draft: the question is one more way to ask for an approved pair.',
    {
      no: NO,
      example: 'ventanilla curate add-phrasing q-3fa9c01b22 --pair fees --by "Ana Ruiz"',
    },
  )
    .requiredOption('--pair <id>', 'the pair that answers it')
    .option('--lang <code>', 'the pair’s language (default: the question’s)', languageCode)
    .option('--phrasing <text>', 'the phrasing to add (default: the question as it was asked most)')
  addSignature(verb, 'reason welcome').action((id: string, options: PhrasingOptions, command: Command) =>
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

export function addNewPair(curate: Command, run: RunVerb): void {
  const verb = addVerb(curate, 'new-pair <id>', 'Draft: a new pair that answers the question.', {
    no: NO,
    example:
      'ventanilla curate new-pair q-3fa9c01b22 --pair-id dog-licence --question "Do I need a licence for a dog?" \\\n' +
      '  --answer-file dog-licence.md --source https://town.example/dogs --by "Ana Ruiz"',
  })
    .requiredOption('--pair-id <id>', 'id of the new pair')
    .requiredOption('--question <text>', 'its question, as the institution puts it')
    .requiredOption('--answer-file <file>', 'its answer: a Markdown file')
    .option('--alternate <text>', 'another way to ask; may be repeated', collectTexts, [])
    .option('--lang <code>', 'its language (default: the question’s)', languageCode)
    .option('--source <text>', 'where the answer comes from, shown to citizens: an address or a document')
    .option('--owner <name>', 'who answers for it (default: who drafts it)')
    .option('--legal-basis <text>', 'the rule it rests on')
    .option('--valid-from <date>', 'first day it holds')
    .option('--valid-until <date>', 'last day it holds')
    .option('--metadata <key=value>', 'metadata; may be repeated', collectFilter, {})
  addSignature(verb, 'reason welcome').action((id: string, options: NewPairOptions, command: Command) =>
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

export function addOutOfCompetence(curate: Command, run: RunVerb): void {
  addLeftOut(curate, run, 'out-of-competence', {
    purpose: 'Draft: the question is not for this institution. It must not be answered, now or later.',
    wanted: { kind: 'out-of-competence' },
    reason: 'the tax office answers this',
  })
}

export function addIgnore(curate: Command, run: RunVerb): void {
  addLeftOut(curate, run, 'ignore', {
    purpose:
      'Draft: the question is noise. It does not come up again, in another order, inflected or misspelt either; it is still\n' +
      'counted. A question with a word more or less does come up.',
    wanted: { kind: 'ignored' },
    reason: 'keyboard noise',
  })
}

function addLeftOut(
  curate: Command,
  run: RunVerb,
  name: string,
  { purpose, wanted, reason }: { readonly purpose: string; readonly wanted: WantedProposal; readonly reason: string },
): void {
  const example = `ventanilla curate ${name} q-3fa9c01b22 --by "Ana Ruiz" --reason "${reason}"`
  const verb = addVerb(curate, `${name} <id>`, purpose, { no: NO, example })
  addSignature(verb, 'reason due').action((id: string, options: SignedOptions, command: Command) =>
    run(command, (context) => draft(context, id, options, wanted)),
  )
}

async function draft(
  { openInstallation, terminal, json }: VerbContext,
  id: string,
  options: SignedOptions,
  wanted: WantedProposal,
): Promise<0> {
  const { draftForGroup } = await import('../../training/editing/group-acts.js')
  const request = { id, wanted, signedBy: signedBy(options) }
  const item = await draftForGroup(await openInstallation(), request, warnOfDamage(terminal))
  if (json) terminal.printJson(shownItem(item))
  else {
    terminal.print(describeState(item))
    if (item.state !== 'open') terminal.print(plainIndented(`    ${describeProposal(item.proposal)}`))
    terminal.say(`next: ventanilla curate approve ${item.id} --by <name>`)
  }
  return 0
}
