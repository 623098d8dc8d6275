import type { Command } from 'commander'
import { KnowledgeError } from '../../knowledge/errors.js'
import { addVerb } from './add-verb.js'
import { addApprove, addReject, addReopen, addWithdraw } from './curate-decide.js'
import { addIgnore, addNewPair, addOutOfCompetence, addPhrasing } from './curate-draft.js'
import { addDrafts, addList, addShow } from './curate-look.js'
import { addNotes } from './curate-notes.js'
import { warnOfDamage } from './talk.js'
import type { RunVerb } from './verb.js'
import type { CliWords } from './words.js'

export function addCurate(program: Command, run: RunVerb, words: CliWords): void {
  const curate = addVerb(program, words, 'curate', 'curate')
  curate.action((_options: unknown, command: Command) =>
    run(command, async (context) => {
      const { terminal, json } = context
      if (json || !process.stdin.isTTY || !process.stderr.isTTY) {
        if (!json) terminal.say(curate.helpInformation())
        throw new KnowledgeError('BAD_INPUT', { what: 'no-terminal' }, { do: 'name-curation-act' })
      }
      const { openBoard } = await import('../../training/editing/board.js')
      const { withClosenessSearch } = await import('../../training/editing/closest-pairs.js')
      const { endAtOnceOnHangUp } = await import('./hang-up.js')
      const { terminalPrompts } = await import('./prompts.js')
      const { walk } = await import('./curate-walk.js')
      const installation = await context.openInstallation()
      const groups = await openBoard(installation, warnOfDamage(context))
      const prompts = terminalPrompts(words)
      endAtOnceOnHangUp()
      await withClosenessSearch(installation, (search) =>
        walk({ installation, groups, search, prompts, terminal, words }),
      )
      return 0
    }),
  )
  const verbs = [addList, addShow, addPhrasing, addNewPair, addOutOfCompetence, addIgnore]
  for (const add of [...verbs, addDrafts, addApprove, addReject, addWithdraw, addReopen, addNotes])
    add(curate, run, words)
}
