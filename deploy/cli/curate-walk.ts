import { pairKey } from '../../knowledge/content/qna-pair.js'
import { counted } from '../../knowledge/counted.js'
import type { CurationGroup } from '../../knowledge/curation/groups.js'
import { phrasingProblem } from '../../knowledge/curation/phrasing-problem.js'
import { waits } from '../../knowledge/curation/to-decide.js'
import { KnowledgeError } from '../../knowledge/errors.js'
import { named } from '../../knowledge/person.js'
import { partIn } from '../../knowledge/words/error-words.js'
import { approvedPairs } from '../../training/editing/approved-pairs.js'
import type { BoardGroup } from '../../training/editing/board.js'
import type { Closeness, ClosenessSearch } from '../../training/editing/closest-pairs.js'
import { draftAgain } from '../../training/editing/draft-again.js'
import { proposalOf, type WantedProposal } from '../../training/editing/proposal-of.js'
import type { Installation } from '../../training/installation.js'
import { review } from './curate-review.js'
import type { Choice, Prompts } from './prompts.js'
import { describeProposal, groupLines, plainIndented } from './shown-group.js'
import { describeFailure, plain, type Terminal } from './terminal.js'
import type { CliWords } from './words.js'

/** What a walk through the groups needs. */
export interface Walk {
  readonly installation: Installation
  /** of the board */
  readonly groups: readonly BoardGroup[]
  /** null while no version serves */
  readonly search: ClosenessSearch | null
  readonly prompts: Prompts
  readonly terminal: Terminal
  readonly words: CliWords
}

/** Leads an editor through what is to be decided or approved, one by one, until all was seen or the editor breaks off. */
export async function walk({ groups, ...parts }: Walk): Promise<void> {
  const { installation, prompts, terminal, words } = parts
  const open = groups.filter(({ toDecide }) => waits(toDecide))
  const drafts = groups.filter(({ item }) => item.state === 'draft')
  if (open.length + drafts.length === 0) {
    terminal.say('nothing waits for a decision, and nothing for approval')
    sayAskedAgain(groups, terminal)
    return
  }
  const task = await prompts.choose('What would you like to do?', [
    ...(open.length === 0
      ? []
      : [{ value: 'open', label: `Draft answers: ${counted(open.length, 'group')} of questions` } as const]),
    ...(drafts.length === 0 ? [] : [{ value: 'drafts', label: `Approve drafts: ${drafts.length}` } as const]),
    { value: 'quit', label: 'Nothing now' },
  ])
  if (task === null || task === 'quit') return
  const by = await prompts.ask('Your name, for the record')
  if (by === null) return
  if (task === 'drafts') await review(installation, drafts, by, { prompts, terminal, words })
  else await draftAll({ ...parts, by }, open)
}

function sayAskedAgain(groups: readonly BoardGroup[], terminal: Terminal): void {
  const times = groups.reduce((sum, { toDecide }) => sum + (toDecide?.kind === 'asked again' ? toDecide.times : 0), 0)
  if (times > 0) terminal.say(`decided questions were left unanswered ${times} × since: ventanilla curate list`)
}

interface Drafting extends Omit<Walk, 'groups'> {
  readonly by: string
}

async function draftAll(drafting: Drafting, groups: readonly BoardGroup[]): Promise<void> {
  for (const [position, group] of groups.entries()) {
    const closeness = (await drafting.search?.search(group.item)) ?? null
    const lines = groupLines(group, closeness).map(plainIndented)
    drafting.prompts.show(`${position + 1} of ${groups.length}`, lines)
    if ((await draftOne(drafting, group, closeness)) === 'stop') return
  }
  drafting.terminal.say('that was the last group')
}

type Next = 'next' | 'stop'

async function draftOne(drafting: Drafting, group: CurationGroup, closeness: Closeness | null): Promise<Next> {
  const { prompts, terminal, words, installation, by } = drafting
  for (;;) {
    const choice = await prompts.choose('What is to be done with these questions?', choices(closeness))
    if (choice === null || choice === 'quit') return 'stop'
    if (choice === 'skip') return 'next'
    try {
      const made = await askWhat(drafting, group, choice, closeness)
      if (made === null) continue
      const { wanted, reason } = made
      const proposal = proposalOf(wanted, group.item, await approvedPairs(installation.store))
      const signedBy = { by: named(by), reason, seen: group.item.version }
      const item = await draftAgain(installation, { group, proposal, signedBy })
      terminal.say(plain(`${item.id}: draft; ${describeProposal(proposal)}`))
      return 'next'
    } catch (error) {
      if (!(error instanceof KnowledgeError)) throw error
      terminal.say(describeFailure(error, false, words))
    }
  }
}

type Kind = `pair ${number}` | 'other pair' | 'new-pair' | 'out-of-competence' | 'ignored' | 'skip' | 'quit'

function choices(closeness: Closeness | null): readonly Choice<Kind>[] {
  const close = (closeness?.closest ?? []).map(({ pair, confidence }, position): Choice<Kind> => {
    const label = plain(`Add to ${pairKey(pair)} (${confidence.toFixed(2)}): ${pair.question}`)
    return { value: `pair ${position}`, label }
  })
  return [
    ...close,
    { value: 'other pair', label: 'Add to another pair' },
    { value: 'new-pair', label: 'Write a new pair' },
    { value: 'out-of-competence', label: 'Out of competence: not to be answered' },
    { value: 'ignored', label: 'Ignore for good' },
    { value: 'skip', label: 'Leave it for now' },
    { value: 'quit', label: 'Stop here' },
  ]
}

interface Made {
  readonly wanted: WantedProposal
  readonly reason: string | null
}

/** @returns null when the editor breaks off and wants to choose anew */
async function askWhat(
  { prompts, words, by }: Drafting,
  { item }: CurationGroup,
  choice: Exclude<Kind, 'skip' | 'quit'>,
  closeness: Closeness | null,
): Promise<Made | null> {
  if (choice === 'out-of-competence' || choice === 'ignored') {
    const reason = await prompts.ask('Why?')
    return reason === null ? null : { wanted: { kind: choice }, reason }
  }
  if (choice === 'new-pair') {
    const fields = await askForPair({ prompts, words }, item, by)
    return fields === null ? null : { wanted: { kind: 'new-pair', language: null, fields }, reason: null }
  }
  const close = closeness?.closest.find((_, position) => choice === `pair ${position}`)?.pair ?? null
  const pairId = close?.id ?? (await prompts.ask('Id of the pair'))
  if (pairId === null) return null
  const phrasing = await askForPhrasing({ prompts, words }, 'Phrasing to add', item.question)
  if (phrasing === null) return null
  const language = close?.language ?? null
  return { wanted: { kind: 'add-phrasing', pairId, language, phrasing }, reason: null }
}

type Asking = Pick<Walk, 'prompts' | 'words'>

/** Begins with the question as it was stored, marks of personal data and all: the editor puts it right before anything follows. */
function askForPhrasing({ prompts, words }: Asking, message: string, asked: string): Promise<string | null> {
  const problem = (text: string) => {
    const found = phrasingProblem(text)
    return found === null ? null : partIn(words.language, found)
  }
  return prompts.ask(message, { initial: plain(asked), problem })
}

async function askForPair(
  asking: Asking,
  { question: asked }: CurationGroup['item'],
  by: string,
): Promise<Readonly<Record<string, unknown>> | null> {
  const { prompts } = asking
  const id = await prompts.ask('Id of the new pair, e.g. dog-licence')
  const question = id === null ? null : await askForPhrasing(asking, 'Its question', asked)
  const answer = question === null ? null : await prompts.write('Its answer, in Markdown')
  const source = answer === null ? null : await prompts.ask('Its source, shown to citizens', { optional: true })
  if (source === null) return null
  return { id, question, answer, source: source === '' ? null : source, owner: by }
}
