import type { Command } from 'commander'
import type { QnaPair } from '../../../knowledge/content/qna-pair.js'
import type { CurationGroup } from '../../../knowledge/curation/groups.js'
import type { Proposal } from '../../../knowledge/curation/item.js'
import { collectFilter, languageCode } from '../arguments.js'
import { addVerb, type RunVerb, type VerbContext } from '../verb.js'
import { describeProposal, describeState, plainIndented, shownItem } from './shown-group.js'
import { addSignature, type SignedOptions, signedBy } from './signed.js'

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
    run(command, async (context) => {
      const { phrasingProposal } = await import('../../../knowledge/curation/proposal.js')
      return draft(context, id, options, ({ item }, pairs) =>
        phrasingProposal(
          {
            pairId: options.pair,
            language: options.lang ?? item.language,
            phrasing: options.phrasing ?? item.question,
          },
          pairs,
        ),
      )
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
      const { newPairProposal } = await import('../../../knowledge/curation/new-pair.js')
      const { readAnswer } = await import('./read-answer.js')
      const answer = await readAnswer(options.answerFile)
      return draft(context, id, options, ({ item }, pairs) =>
        newPairProposal(pairFields(options, answer, item.language), pairs),
      )
    }),
  )
}

function collectTexts(text: string, before: readonly string[]): readonly string[] {
  return [...before, text]
}

function pairFields(options: NewPairOptions, answer: string, language: string): Readonly<Record<string, unknown>> {
  const { pairId, question, alternate, lang, source, owner, by, legalBasis, validFrom, validUntil, metadata } = options
  return {
    id: pairId,
    language: lang ?? language,
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
    proposal: { kind: 'out-of-competence' },
    reason: 'the tax office answers this',
  })
}

export function addIgnore(curate: Command, run: RunVerb): void {
  addLeftOut(curate, run, 'ignore', {
    purpose:
      'Draft: the question is noise. It does not come up again, in another order, inflected or misspelt either; it is still\n' +
      'counted. A question with a word more or less does come up.',
    proposal: { kind: 'ignored' },
    reason: 'keyboard noise',
  })
}

function addLeftOut(
  curate: Command,
  run: RunVerb,
  name: string,
  { purpose, proposal, reason }: { readonly purpose: string; readonly proposal: Proposal; readonly reason: string },
): void {
  const example = `ventanilla curate ${name} q-3fa9c01b22 --by "Ana Ruiz" --reason "${reason}"`
  const verb = addVerb(curate, `${name} <id>`, purpose, { no: NO, example })
  addSignature(verb, 'reason due').action((id: string, options: SignedOptions, command: Command) =>
    run(command, async (context) => draft(context, id, options, () => proposal)),
  )
}

async function draft(
  context: VerbContext,
  id: string,
  options: SignedOptions,
  propose: (group: CurationGroup, pairs: readonly QnaPair[]) => Proposal,
): Promise<0> {
  const { findGroup } = await import('../../../knowledge/curation/groups.js')
  const { draftProposal } = await import('../../../training/editing/desk.js')
  const { approvedPairs, openBoard } = await import('../../../training/editing/board.js')
  const { terminal, json } = context
  const { desk, groups } = await openBoard(context)
  const group = findGroup(groups, id)
  const proposal = propose(group, await approvedPairs(desk))
  const item = await draftProposal(desk, group, proposal, signedBy(options))
  if (json) terminal.printJson(shownItem(item))
  else {
    terminal.print(describeState(item))
    terminal.print(plainIndented(`    ${describeProposal(proposal)}`))
    terminal.say(`next: ventanilla curate approve ${item.id} --by <name>`)
  }
  return 0
}
