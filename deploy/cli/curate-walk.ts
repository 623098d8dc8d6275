import { pairKey } from '../../knowledge/content/qna-pair.js'
import type { CurationGroup } from '../../knowledge/curation/curation-group.js'
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
import { fixed } from './figures.js'
import type { Choice, Prompts } from './prompts.js'
import { describeProposal, groupLines, plainIndented } from './shown-group.js'
import type { Talk } from './talk.js'
import { describeFailure, plain, type Terminal } from './terminal.js'
import type { CliWords } from './words.js'

/** The parts of a walk through the groups. */
export interface Walk {
  readonly installation: Installation
  /** the groups on the board */
  readonly groups: readonly BoardGroup[]
  /** null while no version serves */
  readonly search: ClosenessSearch | null
  readonly prompts: Prompts
  readonly terminal: Terminal
  readonly words: CliWords
}

/** Leads an editor through the groups to decide and drafts to approve, one by one, until the end or until the editor cancels. */
export async function walk({ groups, ...parts }: Walk): Promise<void> {
  const { installation, prompts, terminal, words } = parts
  const open = groups.filter(({ toDecide }) => waits(toDecide))
  const drafts = groups.filter(({ state }) => state === 'draft')
  if (open.length + drafts.length === 0) {
    terminal.say(words.say('walk.nothing'))
    sayAskedAgain(groups, parts)
    return
  }
  const task = await prompts.choose(words.say('walk.what-to-do'), [
    ...(open.length === 0
      ? []
      : [{ value: 'open', label: words.say('walk.draft-answers', { count: open.length }) } as const]),
    ...(drafts.length === 0
      ? []
      : [{ value: 'drafts', label: words.say('walk.approve-drafts', { count: String(drafts.length) }) } as const]),
    { value: 'quit', label: words.say('walk.nothing-now') },
  ])
  if (task === null || task === 'quit') return
  const by = await prompts.ask(words.say('walk.your-name'))
  if (by === null) return
  if (task === 'drafts') await review(installation, drafts, by, { prompts, terminal, words })
  else await draftAll({ ...parts, by }, open)
}

function sayAskedAgain(groups: readonly BoardGroup[], { terminal, words }: Talk): void {
  const times = groups.reduce((sum, { toDecide }) => sum + (toDecide?.kind === 'asked again' ? toDecide.times : 0), 0)
  if (times > 0) terminal.say(words.say('walk.asked-again', { times: String(times) }))
}

interface Drafting extends Omit<Walk, 'groups'> {
  readonly by: string
}

async function draftAll(drafting: Drafting, groups: readonly BoardGroup[]): Promise<void> {
  const { words } = drafting
  for (const [position, group] of groups.entries()) {
    const closeness = (await drafting.search?.search(group.item)) ?? null
    const lines = groupLines(group, closeness, words).map(plainIndented)
    const place = { position: String(position + 1), count: String(groups.length) }
    drafting.prompts.show(words.say('walk.position', place), lines)
    if ((await draftOne(drafting, group, closeness)) === 'stop') return
  }
  drafting.terminal.say(words.say('walk.last-group'))
}

type Next = 'next' | 'stop'

async function draftOne(drafting: Drafting, group: CurationGroup, closeness: Closeness | null): Promise<Next> {
  const { prompts, terminal, words, installation, by } = drafting
  for (;;) {
    const choice = await prompts.choose(words.say('walk.what-with-these'), choices(closeness, words))
    if (choice === null || choice === 'quit') return 'stop'
    if (choice === 'skip') return 'next'
    try {
      const made = await askWhat(drafting, group, choice, closeness)
      if (made === null) continue
      const { wanted, reason } = made
      const proposal = proposalOf(wanted, group.item, await approvedPairs(installation.store))
      const signedBy = { by: named(by), reason, seen: group.item.version }
      const item = await draftAgain(installation, { group, proposal, signedBy })
      terminal.say(plain(words.say('walk.drafted', { id: item.id, proposal: describeProposal(proposal, words) })))
      return 'next'
    } catch (error) {
      if (!(error instanceof KnowledgeError)) throw error
      terminal.say(describeFailure(error, false, words))
    }
  }
}

type Kind = `pair ${number}` | 'other pair' | 'new-pair' | 'out-of-competence' | 'ignored' | 'skip' | 'quit'

function choices(closeness: Closeness | null, words: CliWords): readonly Choice<Kind>[] {
  const close = (closeness?.closest ?? []).map(({ pair, confidence }, position): Choice<Kind> => {
    const found = { pair: pairKey(pair), confidence: fixed(confidence, 2, words), question: pair.question }
    const label = plain(words.say('walk.add-to', found))
    return { value: `pair ${position}`, label }
  })
  return [
    ...close,
    { value: 'other pair', label: words.say('walk.add-to-another') },
    { value: 'new-pair', label: words.say('walk.write-new') },
    { value: 'out-of-competence', label: words.say('walk.out-of-competence') },
    { value: 'ignored', label: words.say('walk.ignore') },
    { value: 'skip', label: words.say('walk.leave') },
    { value: 'quit', label: words.say('walk.stop') },
  ]
}

interface Made {
  readonly wanted: WantedProposal
  readonly reason: string | null
}

/** @returns null when the editor cancels to choose again */
async function askWhat(
  { prompts, words, by }: Drafting,
  { item }: CurationGroup,
  choice: Exclude<Kind, 'skip' | 'quit'>,
  closeness: Closeness | null,
): Promise<Made | null> {
  if (choice === 'out-of-competence' || choice === 'ignored') {
    const reason = await prompts.ask(words.say('walk.why'))
    return reason === null ? null : { wanted: { kind: choice }, reason }
  }
  if (choice === 'new-pair') {
    const fields = await askForPair({ prompts, words }, item, by)
    return fields === null ? null : { wanted: { kind: 'new-pair', language: null, fields }, reason: null }
  }
  const close = closeness?.closest.find((_, position) => choice === `pair ${position}`)?.pair ?? null
  const pairId = close?.id ?? (await prompts.ask(words.say('walk.pair-id')))
  if (pairId === null) return null
  const phrasing = await askForPhrasing({ prompts, words }, words.say('walk.phrasing'), item.question)
  if (phrasing === null) return null
  const language = close?.language ?? null
  return { wanted: { kind: 'add-phrasing', pairId, language, phrasing }, reason: null }
}

type Asking = Pick<Walk, 'prompts' | 'words'>

/** Starts with the stored question, including marks of removed personal data; the editor must correct it before the walk continues. */
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
  const { prompts, words } = asking
  const id = await prompts.ask(words.say('walk.new-pair-id'))
  const question = id === null ? null : await askForPhrasing(asking, words.say('walk.its-question'), asked)
  const answer = question === null ? null : await prompts.write(words.say('walk.its-answer'))
  const source = answer === null ? null : await prompts.ask(words.say('walk.its-source'), { optional: true })
  if (source === null) return null
  return { id, question, answer, source: source === '' ? null : source, owner: by }
}
