import type { Command } from 'commander'
import type { CurationItem } from '../../knowledge/curation/item.js'
import { addVerb } from './add-verb.js'
import { sayRetraining } from './say-retraining.js'
import { describeProposal, describeState, plainIndented, shownItem } from './shown-group.js'
import { addSignature, type SignedOptions, signedBy } from './signature.js'
import { sayNext, type Talk, warnOfDamage } from './talk.js'
import type { RunVerb } from './verb.js'
import { warnOfDangling } from './warnings.js'
import type { CliWords } from './words.js'

interface ApproveOptions extends SignedOptions {
  readonly golden?: boolean
}

export function addApprove(curate: Command, run: RunVerb, words: CliWords): void {
  const verb = addVerb(curate, words, 'curate-approve', 'approve <id>').option(
    '--golden',
    words.say('curate-approve.golden'),
  )
  addSignature(verb, 'reason welcome', words).action((id: string, options: ApproveOptions, command: Command) =>
    run(command, async (context) => {
      const { openInstallation, json } = context
      const { approveForGroup } = await import('../../training/editing/group-acts.js')
      const request = { id, golden: options.golden ?? false, signedBy: signedBy(options) }
      const { item, retraining } = await approveForGroup(await openInstallation(), request, warnOfDamage(context))
      if (retraining !== null) sayRetraining(context, retraining)
      showDecided(context, item, json)
      return 0
    }),
  )
}

export function addReject(curate: Command, run: RunVerb, words: CliWords): void {
  addDrop(curate, run, words, 'reject')
}

export function addWithdraw(curate: Command, run: RunVerb, words: CliWords): void {
  addDrop(curate, run, words, 'withdraw')
}

function addDrop(curate: Command, run: RunVerb, words: CliWords, kind: 'reject' | 'withdraw'): void {
  const verb = addVerb(curate, words, `curate-${kind}`, `${kind} <id>`)
  addSignature(verb, kind === 'reject' ? 'reason due' : 'reason welcome', words).action(
    (id: string, options: SignedOptions, command: Command) =>
      run(command, async (context) => {
        const { openInstallation, json } = context
        const { dropForGroup } = await import('../../training/editing/group-acts.js')
        const request = { id, kind, signedBy: signedBy(options) }
        showDecided(context, await dropForGroup(await openInstallation(), request, warnOfDamage(context)), json)
        return 0
      }),
  )
}

export function addReopen(curate: Command, run: RunVerb, words: CliWords): void {
  const verb = addVerb(curate, words, 'curate-reopen', 'reopen <id>')
  addSignature(verb, 'reason due', words).action((id: string, options: SignedOptions, command: Command) =>
    run(command, async (context) => {
      const { openInstallation, terminal, json } = context
      const { reopenGroup } = await import('../../training/editing/group-acts.js')
      const request = { id, signedBy: signedBy(options) }
      const reopened = await reopenGroup(await openInstallation(), request, warnOfDamage(context))
      const { item, takenOut, dangling } = reopened
      const danglingPrompts = warnOfDangling(context, dangling)
      if (json) terminal.printJson({ ...shownItem(item), takenOut, danglingPrompts })
      else {
        terminal.print(describeState(item, words))
        if (takenOut) terminal.print(words.say('curate-reopen.taken-out'))
        if (takenOut) sayNext(context, words.say('curate-reopen.next'))
      }
      return 0
    }),
  )
}

function showDecided({ terminal, words }: Talk, item: CurationItem, json: boolean): void {
  if (json) {
    terminal.printJson(shownItem(item))
    return
  }
  terminal.print(describeState(item, words))
  if (item.state !== 'open') terminal.print(plainIndented(`    ${describeProposal(item.proposal, words)}`))
}
