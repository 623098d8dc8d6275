import { type Command, Option } from 'commander'
import { firstFew } from '../../knowledge/basics/first-few.js'
import { KnowledgeError } from '../../knowledge/errors.js'
import { named } from '../../knowledge/person.js'
import { addVerb } from './add-verb.js'
import { languageCode, nameGiven } from './arguments.js'
import { sayNext, sayNote, sayWarning } from './talk.js'
import type { RunVerb, VerbContext } from './verb.js'
import { warnOfDangling, warnOfPhrasings } from './warnings.js'
import type { CliWords } from './words.js'

interface Options {
  readonly source?: string
  readonly pair?: string
  readonly lang?: string
  readonly sample?: boolean
  readonly dryRun?: boolean
  readonly by: string
  readonly reason: string
}

export function addRetire(program: Command, run: RunVerb, words: CliWords): void {
  addVerb(program, words, 'retire', 'retire')
    .option('--source <name>', words.say('retire.source'))
    .option('--pair <id>', words.say('retire.pair'))
    .option('--lang <code>', words.say('retire.lang'), languageCode)
    .addOption(new Option('--sample', words.say('retire.sample')).conflicts(['source', 'pair', 'lang']))
    .option('--dry-run', words.say('retire.dry-run'))
    .requiredOption('--by <name>', words.say('retire.by'), nameGiven)
    .requiredOption('--reason <text>', words.say('retire.reason'))
    .action((options: Options, command: Command) =>
      run(command, async (context) => {
        const { openInstallation, terminal, json } = context
        if (options.sample === true) return retireSampleHere(context, options)
        if (options.dryRun === true)
          throw new KnowledgeError('BAD_INPUT', { what: 'dry-run-of-sample' }, { do: 'name-sample' })
        const { retire, retirementOf } = await import('../../training/editing/retire.js')
        const { by, reason, source = null, pair = null, lang = null } = options
        const retirement = retirementOf({ source, pair, language: lang })
        const request = { retirement, by: named(by), reason }
        const { pairs, left, dangling, lostPhrasings } = await retire(await openInstallation(), request)
        const danglingPrompts = warnOfDangling(context, dangling)
        warnOfPhrasings(context, { lost: lostPhrasings, strayed: [] })
        if (left === 0) sayNote(context, words.say('retire.workspace-empty'))
        if (json) {
          terminal.printJson({ retired: pairs.length, pairs, left, danglingPrompts, lostPhrasings })
        } else {
          terminal.print(words.say('retire.done', { count: String(pairs.length), left: String(left) }))
          sayNext(context, words.say('retire.next'))
        }
        return 0
      }),
    )
}

/** Retires the sample with its golden cases, or shows what that would mean. */
async function retireSampleHere(context: VerbContext, { by, reason, dryRun = false }: Options): Promise<0> {
  const { openInstallation, terminal, words, json } = context
  const { retireSample, surveySample } = await import('../../training/editing/retire-sample.js')
  const installation = await openInstallation()
  const done = dryRun ? null : await retireSample(installation, { by: named(by), reason })
  const survey = done ?? (await surveySample(installation.store))
  const { pairs, left, cases, takenOver, unedited, outOfScope } = survey
  if (takenOver.length > 0) sayNote(context, words.say('retire.sample-stays', listed(takenOver)))
  if (unedited.length > 0) sayWarning(context, words.say('retire.sample-unedited', listed(unedited)))
  if (outOfScope > 0) sayNote(context, words.say('retire.sample-out-of-scope', { count: outOfScope }))
  const danglingPrompts = done === null ? [] : warnOfDangling(context, done.retired.dangling)
  if (done !== null) warnOfPhrasings(context, { lost: done.retired.lostPhrasings, strayed: [] })
  if (left === 0) sayNote(context, words.say('retire.workspace-empty'))
  if (json) {
    terminal.printJson({
      dryRun,
      retired: pairs.length,
      pairs,
      left,
      cases,
      takenOver,
      unedited,
      outOfScope,
      danglingPrompts,
    })
    return 0
  }
  const counts = { count: pairs.length, cases, left }
  terminal.print(dryRun ? words.say('retire.sample-would', counts) : words.say('retire.sample-done', counts))
  if (dryRun) sayNext(context, words.say('retire.next-after-dry-run'))
  else sayNext(context, left === 0 ? words.say('retire.next-empty') : words.say('retire.next'))
  return 0
}

const MOST_LISTED = 20

function listed(keys: readonly string[]) {
  const { first, more } = firstFew(keys, MOST_LISTED)
  return { count: keys.length, pairs: [...first, ...(more > 0 ? ['…'] : [])].join(', ') }
}
