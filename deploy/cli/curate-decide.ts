import type { Command } from 'commander'
import type { CurationItem } from '../../knowledge/curation/item.js'
import { sayRetraining } from './say-retraining.js'
import { describeProposal, describeState, plainIndented, shownItem } from './shown-group.js'
import { addSignature, type SignedOptions, signedBy } from './signature.js'
import { type Terminal, warnOfDamage } from './terminal.js'
import { addVerb, type RunVerb } from './verb.js'
import { warnOfDangling } from './warnings.js'

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
    run(command, async ({ openInstallation, terminal, json }) => {
      const { approveForGroup } = await import('../../training/editing/group-acts.js')
      const request = { id, golden: options.golden ?? false, signedBy: signedBy(options) }
      const { item, retraining } = await approveForGroup(await openInstallation(), request, warnOfDamage(terminal))
      if (retraining !== null) sayRetraining(terminal, retraining)
      showDecided(terminal, item, json)
      return 0
    }),
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
      run(command, async ({ openInstallation, terminal, json }) => {
        const { dropForGroup } = await import('../../training/editing/group-acts.js')
        const request = { id, kind, signedBy: signedBy(options) }
        showDecided(terminal, await dropForGroup(await openInstallation(), request, warnOfDamage(terminal)), json)
        return 0
      }),
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
      const { openInstallation, terminal, json } = context
      const { reopenGroup } = await import('../../training/editing/group-acts.js')
      const request = { id, signedBy: signedBy(options) }
      const reopened = await reopenGroup(await openInstallation(), request, warnOfDamage(terminal))
      const { item, takenOut, dangling } = reopened
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

function showDecided(terminal: Terminal, item: CurationItem, json: boolean): void {
  if (json) {
    terminal.printJson(shownItem(item))
    return
  }
  terminal.print(describeState(item))
  if (item.state !== 'open') terminal.print(plainIndented(`    ${describeProposal(item.proposal)}`))
}
