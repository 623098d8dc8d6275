import type { CurationItem, Proposal } from '../../knowledge/curation/item.js'
import { KnowledgeError } from '../../knowledge/errors.js'
import { named } from '../../knowledge/person.js'
import { approveDraft } from '../../training/editing/approve.js'
import type { BoardGroup } from '../../training/editing/board.js'
import { dropDraft } from '../../training/editing/draft.js'
import type { Installation } from '../../training/installation.js'
import type { Choice, Prompts } from './prompts.js'
import { sayRetraining } from './say-retraining.js'
import { describeState, groupLines, plainIndented } from './shown-group.js'
import { describeFailure, type Terminal } from './terminal.js'
import type { CliWords } from './words.js'

interface Reviewing {
  readonly prompts: Prompts
  readonly terminal: Terminal
  readonly words: CliWords
}

/** Leads a person through drafts, one by one. */
export async function review(
  installation: Installation,
  groups: readonly BoardGroup[],
  by: string,
  { prompts, terminal, words }: Reviewing,
): Promise<void> {
  for (const [position, group] of groups.entries()) {
    const { item } = group
    if (item.state !== 'draft') continue
    const lines = [...groupLines(group, null), `    drafted by ${item.draftedBy}`, ...proposedText(item.proposal)]
    prompts.show(`${position + 1} of ${groups.length}`, lines.map(plainIndented))
    const choice = await prompts.choose('Approve this draft?', choices(item.proposal))
    if (choice === null || choice === 'quit') return
    if (choice === 'skip') continue
    try {
      const decided = await decide(installation, item, choice, by, { prompts, terminal })
      if (decided !== null) terminal.say(describeState(decided))
    } catch (error) {
      if (!(error instanceof KnowledgeError)) throw error
      terminal.say(describeFailure(error, false, words))
    }
  }
  terminal.say('that was the last draft')
}

type Verdict = 'approve' | 'approve as golden' | 'reject' | 'skip' | 'quit'

function choices({ kind }: Proposal): readonly Choice<Verdict>[] {
  const golden = { value: 'approve as golden', label: 'Approve, and judge every later version on it' } as const
  return [
    { value: 'approve', label: 'Approve' },
    ...(kind === 'ignored' ? [] : [golden]),
    { value: 'reject', label: 'Reject' },
    { value: 'skip', label: 'Leave it for now' },
    { value: 'quit', label: 'Stop here' },
  ]
}

/** @returns null when the person breaks off */
async function decide(
  installation: Installation,
  { id, version }: CurationItem,
  choice: Exclude<Verdict, 'skip' | 'quit'>,
  by: string,
  { prompts, terminal }: Pick<Reviewing, 'prompts' | 'terminal'>,
): Promise<CurationItem | null> {
  if (choice !== 'reject') {
    const signedBy = { by: named(by), reason: null, seen: version }
    const request = { id, golden: choice === 'approve as golden', signedBy }
    const { item, retraining } = await approveDraft(installation, request)
    if (retraining !== null) sayRetraining(terminal, retraining)
    return item
  }
  const reason = await prompts.ask('Why?')
  if (reason === null) return null
  return dropDraft(installation, { id, kind: 'reject', signedBy: { by: named(by), reason, seen: version } })
}

/** What a citizen would read: nobody approves an answer unseen. */
function proposedText(proposal: Proposal): readonly string[] {
  if (proposal.kind !== 'new-pair') return []
  const { answer, source } = proposal.pair
  return [...answer.split('\n').map((line) => `      ${line}`), ...(source === null ? [] : [`      Source: ${source}`])]
}
