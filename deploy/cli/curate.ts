import type { Command } from 'commander'
import { KnowledgeError } from '../../knowledge/errors.js'
import { addApprove, addReject, addReopen, addWithdraw } from './curate-decide.js'
import { addIgnore, addNewPair, addOutOfCompetence, addPhrasing } from './curate-draft.js'
import { addDrafts, addList, addShow } from './curate-look.js'
import { addNotes } from './curate-notes.js'
import { warnOfDamage } from './terminal.js'
import { addVerb, type RunVerb } from './verb.js'

export function addCurate(program: Command, run: RunVerb): void {
  const curate = addVerb(
    program,
    'curate',
    'Decide on unanswered questions: one more phrasing of a pair, a new pair, out of competence, or ignored for good.\n' +
      'A draft counts once a named person has approved it. At a terminal, without a verb, it leads from group to group.',
    {
      no: null,
      example:
        'ventanilla curate\nventanilla curate list --lang es\n' +
        'ventanilla curate add-phrasing q-3fa9c01b22 --pair fees --by "Ana Ruiz"\n' +
        'ventanilla curate approve q-3fa9c01b22 --by "Eva Sol" --golden',
    },
  )
  curate.action((_options: unknown, command: Command) =>
    run(command, async (context) => {
      const { terminal, words, json } = context
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
      const groups = await openBoard(installation, warnOfDamage(terminal))
      const prompts = terminalPrompts()
      endAtOnceOnHangUp()
      await withClosenessSearch(installation, (search) =>
        walk({ installation, groups, search, prompts, terminal, words }),
      )
      return 0
    }),
  )
  const verbs = [addList, addShow, addPhrasing, addNewPair, addOutOfCompetence, addIgnore]
  for (const add of [...verbs, addDrafts, addApprove, addReject, addWithdraw, addReopen, addNotes]) add(curate, run)
}
