import { describe, expect, it } from 'vitest'
import { walk } from '../../../deploy/cli/curate-walk.js'
import type { Prompts } from '../../../deploy/cli/prompts.js'
import { cliWords } from '../../../deploy/cli/words.js'
import { GOLDEN, readGoldenFolder } from '../../../evaluation/golden/golden-folder.js'
import { retirePairs } from '../../../knowledge/content/retire.js'
import { importPairs, readForFreezing } from '../../../knowledge/content/workspace.js'
import { askedOf } from '../../../knowledge/records/asked/asked.js'
import { boardOf } from '../../../training/editing/board.js'
import type { ClosenessSearch } from '../../../training/editing/closest-pairs.js'
import { decidedItems } from '../../../training/editing/decided-items.js'
import type { Installation } from '../../../training/installation.js'
import { openWorkspace } from '../../../training/workspace.js'
import { QUESTION, unanswered } from '../../support/curation.js'
import { fixedClock, pair, temporaryDataFolder } from '../../support/freezing.js'
import { installationOf } from '../../support/installation.js'

const dogs = pair('dogs')

const search: ClosenessSearch = {
  search: async () => ({ closest: [{ pair: dogs, confidence: 0.4 }], answeredBy: null }),
}

async function openTestDesk(): Promise<Installation> {
  const desk = installationOf(await temporaryDataFolder(), { rules: { fourEyes: true } })
  const source = { sourceName: 'kb.csv', sha256: 'a'.repeat(64), replace: false, now: fixedClock.now() }
  await importPairs(openWorkspace(desk.store), { ...source, pairs: [dogs] })
  return desk
}

const ASKED = [unanswered(QUESTION), unanswered(QUESTION), unanswered('frobnik \u001b[31m')]

/** An editor who gives these answers in turn; null cancels. Fails when asked again. */
function editor(...answers: readonly (string | null)[]) {
  const left = [...answers]
  const seen: string[] = []
  const next = (message: string) => {
    const answer = left.shift()
    if (answer === undefined) throw new Error(`nothing left to answer: ${message}`)
    return answer
  }
  const prompts: Prompts = {
    show: (_title, lines) => void seen.push(...lines),
    async choose(message, choices) {
      seen.push(...choices.map(({ label }) => label))
      const answer = next(message)
      const chosen = choices.find(({ value }) => value === answer)?.value ?? null
      expect([answer, chosen]).toEqual([answer, answer])
      return chosen
    },
    async ask(message, options = {}) {
      const { initial = '', problem = () => null } = options
      const answer = next(message)
      const given = answer === 'as proposed' ? initial : answer
      const wrong = given === null ? null : problem(given)
      if (wrong !== null) seen.push(wrong)
      return wrong === null ? given : prompts.ask(message, options)
    },
    write: async (message) => next(message),
  }
  return { prompts, seen, left }
}

function walkWith(desk: Installation, ...answers: readonly (string | null)[]) {
  return walkThrough(desk, ASKED, answers)
}

async function walkThrough(desk: Installation, asked: typeof ASKED, answers: readonly (string | null)[]) {
  const { prompts, seen, left } = editor(...answers)
  const said: string[] = []
  const terminal = { print: () => {}, printJson: () => {}, say: (line: string) => void said.push(line) }
  const groups = await boardOf(desk.store, askedOf(asked), await decidedItems(desk.store))
  await walk({ installation: desk, groups, search, prompts, terminal, words: cliWords('en') })
  expect(left).toEqual([])
  return { seen, said }
}

describe('the walk through open groups', () => {
  it('drafts as the editor decides, one group after another', async () => {
    const desk = await openTestDesk()
    const { seen } = await walkWith(desk, 'open', 'Ana Ruiz', 'pair 0', 'as proposed', 'ignored', 'noise')
    expect(await decidedItems(desk.store)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          state: 'draft',
          draftedBy: 'Ana Ruiz',
          proposal: expect.objectContaining({ kind: 'add-phrasing', pairId: 'dogs', phrasing: QUESTION }),
        }),
        expect.objectContaining({ state: 'draft', proposal: { kind: 'ignored' } }),
      ]),
    )
    expect(seen).toContain('Draft answers: 2 groups of questions')
    expect(seen).toContain('Add to dogs/en (0.40): What is dogs?')
    expect(seen.join('')).not.toContain('\u001b')
  })

  it('lets the editor try again after a refusal, change their mind, and stop', async () => {
    const desk = await openTestDesk()
    const { said } = await walkWith(
      desk,
      ...['open', 'Ana Ruiz'],
      ...['other pair', 'cats', 'as proposed'],
      ...['new-pair', null],
      ...['new-pair', 'adoption', 'as proposed', 'In the shelter.', ''],
      'quit',
    )
    expect(said[0]).toContain('error [BAD_INPUT] no approved pair is called "cats" in "en"')
    expect(await decidedItems(desk.store)).toMatchObject([
      {
        proposal: {
          pair: { id: 'adoption', question: QUESTION, answer: 'In the shelter.', source: null, owner: 'Ana Ruiz' },
        },
      },
    ])
  })

  it('asks again for a phrasing that contains a mark of personal data, before it continues', async () => {
    const desk = await openTestDesk()
    const asked = 'my address is <email>, can I adopt?'
    const answers = ['new-pair', 'adoption', 'as proposed', QUESTION, 'In the shelter.', '']
    const { seen } = await walkThrough(desk, [unanswered(asked)], ['open', 'Ana Ruiz', ...answers])
    expect(seen).toContain(`"${asked}" holds a mark that stands for personal data`)
    expect(await decidedItems(desk.store)).toMatchObject([{ proposal: { pair: { question: QUESTION } } }])
  })

  it('does nothing when the editor cancels', async () => {
    const desk = await openTestDesk()
    await walkWith(desk, 'open', null)
    await walkWith(desk, null)
    await walkWith(desk, 'open', 'Ana Ruiz', 'skip', null)
    expect(await decidedItems(desk.store)).toEqual([])
  })
})

describe('the walk after a rejection', () => {
  it('shows why the draft was rejected, and leads to its questions again', async () => {
    const desk = await openTestDesk()
    await walkWith(desk, 'open', 'Ana Ruiz', 'pair 0', 'as proposed', 'ignored', 'noise')
    await walkWith(desk, 'drafts', 'Eva Sol', 'reject', 'another pair', 'approve')

    const { seen } = await walkWith(desk, 'open', 'Ana Ruiz', 'out-of-competence', 'the shelter answers this')
    expect(seen).toContain('Draft answers: 1 group of questions')
    expect(seen).toContain('    that was rejected by Eva Sol: another pair')
    expect((await decidedItems(desk.store)).map(({ state }) => state).sort()).toEqual(['approved', 'draft'])

    const after = await walkWith(desk, 'drafts', 'Eva Sol', 'approve')
    expect(after.said.at(-1)).toBe('that was the last draft')
    expect((await walkWith(desk)).said).toEqual(['nothing waits for a decision, and nothing for approval'])
  })
})

describe('the walk after the loss of what was approved', () => {
  it('leads to its questions again, and reopens the lost decision for the new draft', async () => {
    const desk = await openTestDesk()
    await walkWith(desk, 'open', 'Ana Ruiz', 'pair 0', 'as proposed', 'ignored', 'noise')
    await walkWith(desk, 'drafts', 'Eva Sol', 'approve as golden', 'approve')
    await retirePairs(openWorkspace(desk.store), { kind: 'pair', id: 'dogs', language: null })

    const { seen, said } = await walkWith(
      desk,
      ...['open', 'Ana Ruiz'],
      ...['pair 0', 'as proposed'],
      ...['out-of-competence', 'the shelter answers this'],
    )
    expect(seen).toContain('    that was approved, and is not among the pairs any more: it is to be decided again')
    expect(said[0]).toContain('error [BAD_INPUT] no approved pair is called "dogs"')
    const item = (await decidedItems(desk.store)).find(({ question }) => question === QUESTION)
    expect(item).toMatchObject({ state: 'draft', proposal: { kind: 'out-of-competence' } })
    expect(item?.history.map(({ act, by }) => `${act} by ${by}`)).toEqual([
      'draft by Ana Ruiz',
      'approve by Eva Sol',
      'reopen by Ana Ruiz',
      'draft by Ana Ruiz',
    ])
    expect(await readGoldenFolder(desk.store.shelf(GOLDEN))).toEqual([])
  })

  it('leaves the decision unchanged when the new draft is refused', async () => {
    const desk = await openTestDesk()
    await walkWith(desk, 'open', 'Ana Ruiz', 'new-pair', 'adoption', 'as proposed', 'In the shelter.', '', 'quit')
    await walkWith(desk, 'drafts', 'Eva Sol', 'approve')
    await retirePairs(openWorkspace(desk.store), { kind: 'pair', id: 'adoption', language: null })
    const fields = ['dogs', 'as proposed', 'In the shelter.', '']
    const { said } = await walkWith(desk, 'open', 'Ana Ruiz', 'new-pair', ...fields, 'quit')
    expect(said[0]).toContain('error [CURATION_CONFLICT] there is a pair dogs/en already')
    expect(await decidedItems(desk.store)).toMatchObject([{ state: 'approved', version: 2 }])
  })
})

describe('the walk through drafts', () => {
  it('shows what citizens would read, and approves or rejects as the person decides', async () => {
    const desk = await openTestDesk()
    const pairFields = ['adoption', 'as proposed', 'In the shelter.\nEvery day.', 'https://shelter.example']
    await walkWith(desk, 'open', 'Ana Ruiz', 'new-pair', ...pairFields, 'out-of-competence', 'no idea')

    const own = await walkWith(desk, 'drafts', 'Ana Ruiz', 'approve', 'quit')
    expect(own.said[0]).toContain('error [FOUR_EYES]')

    const { seen } = await walkWith(desk, 'drafts', 'Eva Sol', 'approve as golden', 'reject', 'it is noise')
    expect(seen).toEqual(
      expect.arrayContaining(['      In the shelter.', '      Every day.', '      Source: https://shelter.example']),
    )
    expect((await decidedItems(desk.store)).map(({ state }) => state).sort()).toEqual(['approved', 'rejected'])
    expect((await readForFreezing(openWorkspace(desk.store))).pairs.map(({ id }) => id)).toEqual(['adoption', 'dogs'])
  })
})
