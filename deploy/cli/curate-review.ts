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
    const draftedBy = `    ${words.say('walk.drafted-by', { by: item.draftedBy })}`
    const lines = [...groupLines(group, null, words), draftedBy, ...proposedText(item.proposal, words)]
    const place = { position: String(position + 1), count: String(groups.length) }
    prompts.show(words.say('walk.position', place), lines.map(plainIndented))
    const choice = await prompts.choose(words.say('walk.approve-this'), choices(item.proposal, words))
    if (choice === null || choice === 'quit') return
    if (choice === 'skip') continue
    try {
      const decided = await decide(installation, item, choice, by, { prompts, terminal, words })
      if (decided !== null) terminal.say(describeState(decided, words))
    } catch (error) {
      if (!(error instanceof KnowledgeError)) throw error
      terminal.say(describeFailure(error, false, words))
    }
  }
  terminal.say(words.say('walk.last-draft'))
}

type Verdict = 'approve' | 'approve as golden' | 'reject' | 'skip' | 'quit'

function choices({ kind }: Proposal, words: CliWords): readonly Choice<Verdict>[] {
  const golden = { value: 'approve as golden', label: words.say('walk.approve-golden') } as const
  return [
    { value: 'approve', label: words.say('walk.approve') },
    ...(kind === 'ignored' ? [] : [golden]),
    { value: 'reject', label: words.say('walk.reject') },
    { value: 'skip', label: words.say('walk.leave') },
    { value: 'quit', label: words.say('walk.stop') },
  ]
}

/** @returns null when the person cancels */
async function decide(
  installation: Installation,
  { id, version }: CurationItem,
  choice: Exclude<Verdict, 'skip' | 'quit'>,
  by: string,
  reviewing: Reviewing,
): Promise<CurationItem | null> {
  if (choice !== 'reject') {
    const signedBy = { by: named(by), reason: null, seen: version }
    const request = { id, golden: choice === 'approve as golden', signedBy }
    const { item, retraining } = await approveDraft(installation, request)
    if (retraining !== null) sayRetraining(reviewing, retraining)
    return item
  }
  const reason = await reviewing.prompts.ask(reviewing.words.say('walk.why'))
  if (reason === null) return null
  return dropDraft(installation, { id, kind: 'reject', signedBy: { by: named(by), reason, seen: version } })
}

/** What a citizen would read, because nobody should approve an answer unseen. */
function proposedText(proposal: Proposal, words: CliWords): readonly string[] {
  if (proposal.kind !== 'new-pair') return []
  const { answer, source } = proposal.pair
  return [
    ...answer.split('\n').map((line) => `      ${line}`),
    ...(source === null ? [] : [`      ${words.say('walk.source', { source })}`]),
  ]
}
