import type { Command } from 'commander'
import { pairKey } from '../../knowledge/content/qna-pair.js'
import type { QuestionKind } from '../../knowledge/records/asked/unanswered-groups.js'
import { GROUP_STATES, type GroupState, wantedGroups } from '../../training/editing/wanted-groups.js'
import { addVerb } from './add-verb.js'
import { languageCode, positive, QUESTION_KINDS } from './arguments.js'
import { describeProposal, plainIndented, printGroup, shownGroup, shownItem } from './shown-group.js'
import { warnOfDamage } from './talk.js'
import { plain } from './terminal.js'
import type { RunVerb } from './verb.js'
import type { CliWords } from './words.js'

interface ListOptions {
  readonly lang?: string
  readonly kind?: QuestionKind
  readonly state: GroupState
  readonly limit: number
}

export function addList(curate: Command, run: RunVerb, words: CliWords): void {
  const list = addVerb(curate, words, 'curate-list', 'list')
  list
    .option('--lang <code>', words.say('curate-list.lang'), languageCode)
    .addOption(list.createOption('--kind <kind>', words.say('curate-list.kind')).choices(QUESTION_KINDS))
    .addOption(
      list.createOption('--state <state>', words.say('curate-list.state')).choices(GROUP_STATES).default('to-decide'),
    )
    .option('--limit <number>', words.say('curate-list.limit'), positive, 20)
    .action(({ lang, kind, state, limit }: ListOptions, command: Command) =>
      run(command, async (context) => {
        const { openBoard } = await import('../../training/editing/board.js')
        const { withClosenessSearch } = await import('../../training/editing/closest-pairs.js')
        const { openInstallation, terminal, json } = context
        const installation = await openInstallation()
        const groups = await openBoard(installation, warnOfDamage(context))
        const wanted = wantedGroups(groups, { state, language: lang ?? null, kind: kind ?? null })
        const shown = wanted.slice(0, limit)
        const listed: unknown[] = []
        await withClosenessSearch(installation, async (search) => {
          if (search === null) terminal.say(words.say('curate-list.no-version'))
          for (const group of shown) {
            const closeness = search === null ? null : await search.search(group.item)
            if (json) listed.push(shownGroup(group, closeness))
            else printGroup(context, group, closeness)
          }
        })
        if (json) terminal.printJson(listed)
        const more = String(wanted.length - shown.length)
        if (wanted.length > shown.length) terminal.say(words.say('curate-list.more', { more }))
        const none = state === 'to-decide' ? 'curate-list.nothing-waits' : 'curate-list.none'
        if (wanted.length === 0) terminal.say(words.say(none))
        return 0
      }),
    )
}

export function addShow(curate: Command, run: RunVerb, words: CliWords): void {
  addVerb(curate, words, 'curate-show', 'show <id>').action((id: string, _options: unknown, command: Command) =>
    run(command, async (context) => {
      const { groupOnBoard } = await import('../../training/editing/board.js')
      const { withClosenessSearch } = await import('../../training/editing/closest-pairs.js')
      const { openInstallation, terminal, json } = context
      const installation = await openInstallation()
      const group = await groupOnBoard(installation, id, warnOfDamage(context))
      const closeness = await withClosenessSearch(installation, async (search) =>
        search === null ? null : search.search(group.item),
      )
      const { history, version } = group.item
      if (json) {
        terminal.printJson({ ...shownGroup(group, closeness), history })
        return 0
      }
      printGroup(context, group, closeness)
      for (const { pair } of closeness?.closest ?? []) {
        terminal.print(plain(words.say('curate-show.answers', { pair: pairKey(pair) })))
        for (const line of pair.answer.split('\n')) terminal.print(plainIndented(`    ${line}`))
      }
      for (const { act, by, at, reason } of history) {
        const past = { at, act: words.say(`acts.${act}`), by }
        const said =
          reason === null
            ? words.say('curate-show.act', past)
            : words.say('curate-show.act-because', { ...past, reason })
        terminal.print(plain(said))
      }
      terminal.say(words.say('curate-show.version', { version: String(version) }))
      return 0
    }),
  )
}

export function addDrafts(curate: Command, run: RunVerb, words: CliWords): void {
  addVerb(curate, words, 'curate-drafts', 'drafts').action((_options: unknown, command: Command) =>
    run(command, async (context) => {
      const { openBoard } = await import('../../training/editing/board.js')
      const { openInstallation, terminal, json } = context
      const groups = await openBoard(await openInstallation(), warnOfDamage(context))
      const drafts = groups.flatMap(({ item }) => (item.state === 'draft' ? [item] : []))
      if (json) terminal.printJson(drafts.map(shownItem))
      else if (drafts.length === 0) terminal.say(words.say('curate-drafts.none'))
      for (const { id, question, language, proposal, draftedBy } of json ? [] : drafts) {
        terminal.print(plain(`${id} ${language} ${question}`))
        const drafted = { proposal: describeProposal(proposal, words), by: draftedBy }
        terminal.print(plainIndented(`    ${words.say('curate-drafts.draft', drafted)}`))
      }
      return 0
    }),
  )
}
