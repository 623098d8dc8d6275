import type { Command } from 'commander'
import { pairKey } from '../../knowledge/content/qna-pair.js'
import type { QuestionKind } from '../../knowledge/records/unanswered-groups.js'
import { GROUP_STATES, type GroupState, wantedGroups } from '../../training/editing/wanted-groups.js'
import { languageCode, positive, QUESTION_KINDS } from './arguments.js'
import { describeProposal, plainIndented, printGroup, shownGroup, shownItem } from './shown-group.js'
import { plain, warnOfDamage } from './terminal.js'
import { addVerb, type RunVerb } from './verb.js'

const STATE_HELP =
  'only groups in this state; to-decide: open, with a rejected draft, approved but gone from the pairs since, and last those ' +
  'left unanswered although a version knows what was approved'

interface ListOptions {
  readonly lang?: string
  readonly kind?: QuestionKind
  readonly state: GroupState
  readonly limit: number
}

export function addList(curate: Command, run: RunVerb): void {
  const list = addVerb(
    curate,
    'list',
    'List groups of questions that were not answered, or not helpfully, the most asked first, with the pairs of the\n' +
      'champion that come closest.\n' +
      'The number before a pair is the confidence that it is the right one, 0 to 1.',
    {
      no: null,
      example: 'ventanilla curate list --lang es --limit 10\nventanilla curate list --state approved --json',
    },
  )
  list
    .option('--lang <code>', 'only questions in this language', languageCode)
    .addOption(list.createOption('--kind <kind>', 'only groups with questions of this kind').choices(QUESTION_KINDS))
    .addOption(list.createOption('--state <state>', STATE_HELP).choices(GROUP_STATES).default('to-decide'))
    .option('--limit <number>', 'at most so many', positive, 20)
    .action(({ lang, kind, state, limit }: ListOptions, command: Command) =>
      run(command, async (context) => {
        const { openBoard } = await import('../../training/editing/board.js')
        const { withClosenessSearch } = await import('../../training/editing/closest-pairs.js')
        const { openInstallation, terminal, json } = context
        const installation = await openInstallation()
        const groups = await openBoard(installation, warnOfDamage(terminal))
        const wanted = wantedGroups(groups, { state, language: lang ?? null, kind: kind ?? null })
        const shown = wanted.slice(0, limit)
        const listed: unknown[] = []
        await withClosenessSearch(installation, async (search) => {
          if (search === null) terminal.say('no version serves yet, so no pair is close')
          for (const group of shown) {
            const closeness = search === null ? null : await search.search(group.item)
            if (json) listed.push(shownGroup(group, closeness))
            else printGroup(terminal, group, closeness)
          }
        })
        if (json) terminal.printJson(listed)
        if (wanted.length > shown.length) terminal.say(`and ${wanted.length - shown.length} more; see --limit`)
        if (wanted.length === 0) terminal.say(state === 'to-decide' ? 'nothing waits for a decision' : 'there is none')
        return 0
      }),
    )
}

export function addShow(curate: Command, run: RunVerb): void {
  addVerb(
    curate,
    'show <id>',
    'Show one group: every wording kept, the closest pairs with their answers, its history.',
    {
      no: null,
      example: 'ventanilla curate show q-3fa9c01b22',
    },
  ).action((id: string, _options: unknown, command: Command) =>
    run(command, async (context) => {
      const { groupOnBoard } = await import('../../training/editing/board.js')
      const { withClosenessSearch } = await import('../../training/editing/closest-pairs.js')
      const { openInstallation, terminal, json } = context
      const installation = await openInstallation()
      const group = await groupOnBoard(installation, id, warnOfDamage(terminal))
      const closeness = await withClosenessSearch(installation, async (search) =>
        search === null ? null : search.search(group.item),
      )
      const { history, version } = group.item
      if (json) {
        terminal.printJson({ ...shownGroup(group, closeness), history })
        return 0
      }
      printGroup(terminal, group, closeness)
      for (const { pair } of closeness?.closest ?? []) {
        terminal.print(`${plain(pairKey(pair))} answers:`)
        for (const line of pair.answer.split('\n')) terminal.print(plainIndented(`    ${line}`))
      }
      for (const { act, by, at, reason } of history) {
        terminal.print(plain(`${at} ${act} by ${by}${reason === null ? '' : `: ${reason}`}`))
      }
      terminal.say(`version ${version}`)
      return 0
    }),
  )
}

export function addDrafts(curate: Command, run: RunVerb): void {
  addVerb(curate, 'drafts', 'List what waits for approval: what it would do, and who drafted it.', {
    no: null,
    example: 'ventanilla curate drafts --json',
  }).action((_options: unknown, command: Command) =>
    run(command, async (context) => {
      const { openBoard } = await import('../../training/editing/board.js')
      const { openInstallation, terminal, json } = context
      const groups = await openBoard(await openInstallation(), warnOfDamage(terminal))
      const drafts = groups.flatMap(({ item }) => (item.state === 'draft' ? [item] : []))
      if (json) terminal.printJson(drafts.map(shownItem))
      else if (drafts.length === 0) terminal.say('nothing waits for approval')
      for (const { id, question, language, proposal, draftedBy } of json ? [] : drafts) {
        terminal.print(plain(`${id} ${language} ${question}`))
        terminal.print(plainIndented(`    ${describeProposal(proposal)} (drafted by ${draftedBy})`))
      }
      return 0
    }),
  )
}
