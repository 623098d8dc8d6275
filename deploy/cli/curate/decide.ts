import type { Command } from 'commander'
import type { CurationItem } from '../../../knowledge/curation/item.js'
import type { CurationDesk, SignedBy } from '../../../training/editing/desk.js'
import { addVerb, type RunVerb, type VerbContext } from '../verb.js'
import { warnOfDangling } from '../warnings.js'
import { describeProposal, describeState, plainIndented, shownItem } from './shown-group.js'
import { addSignature, type SignedOptions, signedBy } from './signed.js'

const NO = 'it has no such draft or decision any more, or was changed meanwhile'

interface ApproveOptions extends SignedOptions {
  readonly golden?: boolean
}

export function addApprove(curate: Command, run: RunVerb): void {
  const verb = addVerb(
    curate,
    'approve <id>',
    'Approve a draft: its phrasing or pair goes into the workspace, and into the next version.\n' +
      'With FOUR_EYES=yes whoever drafted it cannot approve it.',
    {
      no: 'the pairs have changed so that it does not fit, the drafter approves, or it is decided already',
      example: 'ventanilla curate approve q-3fa9c01b22 --by "Eva Sol" --golden',
    },
  ).option('--golden', 'make the question a golden case: every later version is judged on it')
  addSignature(verb, 'reason welcome').action((id: string, options: ApproveOptions, command: Command) =>
    run(command, (context) =>
      decide(context, id, options, async (desk, item, signature) => {
        const { approveDraft } = await import('../../../training/editing/approve.js')
        return approveDraft(desk, item, options.golden ?? false, signature)
      }),
    ),
  )
}

export function addReject(curate: Command, run: RunVerb): void {
  addDrop(curate, run, 'reject', 'Reject a draft. Something else can be drafted for its questions.')
}

export function addWithdraw(curate: Command, run: RunVerb): void {
  addDrop(curate, run, 'withdraw', 'Take a draft back. Its questions are open again.')
}

function addDrop(curate: Command, run: RunVerb, kind: 'reject' | 'withdraw', purpose: string): void {
  const example = `ventanilla curate ${kind} q-3fa9c01b22 --by "Eva Sol" --reason "belongs to another pair"`
  const verb = addVerb(curate, `${kind} <id>`, purpose, { no: NO, example })
  addSignature(verb, kind === 'reject' ? 'reason due' : 'reason welcome').action(
    (id: string, options: SignedOptions, command: Command) =>
      run(command, (context) =>
        decide(context, id, options, async (desk, item, signature) => {
          const { dropDraft } = await import('../../../training/editing/desk.js')
          return dropDraft(desk, item, kind, signature)
        }),
      ),
  )
}

export function addReopen(curate: Command, run: RunVerb): void {
  const verb = addVerb(
    curate,
    'reopen <id>',
    'Take a decision back: its questions are open again, its golden case goes, and the phrasing or pair that it put into the\n' +
      'workspace leaves it. Versions that hold it stay as they are.',
    {
      no: `${NO}, or later decisions build on its pair`,
      example: 'ventanilla curate reopen q-3fa9c01b22 --by "Eva Sol" --reason "we do answer this now"',
    },
  )
  addSignature(verb, 'reason due').action((id: string, options: SignedOptions, command: Command) =>
    run(command, async (context) => {
      const { reopenDecision } = await import('../../../training/editing/reopen.js')
      const { terminal, json } = context
      const { desk, item: before } = await openItem(context, id)
      const { item, takenOut, dangling } = await reopenDecision(desk, before, signedBy(options))
      const danglingPrompts = warnOfDangling(context, dangling)
      if (json) terminal.printJson({ ...shownItem(item), takenOut, danglingPrompts })
      else {
        terminal.print(describeState(item))
        if (takenOut) terminal.print('what it had put into the workspace was taken out')
        if (takenOut) terminal.say('next: ventanilla retrain')
      }
      return 0
    }),
  )
}

async function decide(
  context: VerbContext,
  id: string,
  options: SignedOptions,
  act: (desk: CurationDesk, id: string, signature: SignedBy) => Promise<CurationItem>,
): Promise<0> {
  const { terminal, json } = context
  const { desk, item: before } = await openItem(context, id)
  const item = await act(desk, before, signedBy(options))
  if (json) terminal.printJson(shownItem(item))
  else {
    terminal.print(describeState(item))
    if (item.state !== 'open') terminal.print(plainIndented(`    ${describeProposal(item.proposal)}`))
  }
  return 0
}

/** @param id any that the group was ever listed under */
async function openItem(
  context: VerbContext,
  id: string,
): Promise<{ readonly desk: CurationDesk; readonly item: string }> {
  const { findGroup } = await import('../../../knowledge/curation/groups.js')
  const { openBoard } = await import('../../../training/editing/board.js')
  const { desk, groups } = await openBoard(context)
  return { desk, item: findGroup(groups, id).item.id }
}
