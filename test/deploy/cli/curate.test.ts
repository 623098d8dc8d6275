import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../../deploy/installation/system-clock.js'
import { openDataFolder } from '../../../knowledge/adapters/data-folder.js'
import type { Logger } from '../../../knowledge/ports.js'
import type { VersionId } from '../../../knowledge/version-id.js'
import { openRecords } from '../../../training/records.js'
import { ventanilla } from '../../support/built-cli.js'
import { smallChampionFolder, smallDataFolder } from '../../support/ready-folders.js'

const logger: Logger = { debug() {}, info() {}, warn() {}, error() {} }
const env = { VENTANILLA_EMBEDDER: 'hashed-ngrams', FOUR_EYES: 'yes' }

/** Runs a verb; its status with what it printed, read as JSON. */
async function verb(data: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = await ventanilla([...args, '--data', data, '--json'], { env })
  const failure = stderr.split('\n').find((line) => line.startsWith('{"error"'))
  return { status, said: stdout === '' ? JSON.parse(failure ?? 'null') : JSON.parse(stdout) }
}

async function done(data: string, ...args: readonly string[]) {
  const { status, said } = await verb(data, ...args)
  expect([status, said]).toEqual([0, expect.anything()])
  return said
}

/** As if these questions of citizens had found no answer. */
async function askInVain(data: string, questions: readonly string[], version: VersionId = 'kb-000001'): Promise<void> {
  const records = await openRecords({ store: await openDataFolder(data, systemClock), clock: systemClock, logger })
  for (const text of questions) {
    const about = { at: systemClock.now(), language: 'es', channel: 'directline', version } as const
    await records.unanswered.record({ ...about, text, outcome: 'fallback', confidence: 0.1, closest: [], shown: null })
  }
  await records.close()
}

/** A champion of a few pairs, and questions that it left unanswered. */
async function folderWithQuestions(questions: readonly string[]): Promise<string> {
  const data = await smallChampionFolder()
  await askInVain(data, questions)
  return data
}

const ana = ['--by', 'Ana Ruiz']
const eva = ['--by', 'Eva Sol']

describe('from an unanswered question to its answer', () => {
  it('as a phrasing: grouped, drafted, approved by another person, frozen, answered, and a golden case', async () => {
    const question = '¿Precio de constituir una sociedad limitada nueva?'
    const data = await folderWithQuestions([question, question, 'precio constituir sociedad limitada nueva', 'zarquon'])

    const [group, noise] = await done(data, 'curate', 'list', '--lang', 'es')
    expect(group).toMatchObject({ state: 'open', version: 0, lang: 'es', question, count: 3, answeredBy: null })
    expect(group.closest).toHaveLength(3)
    expect(group.closest[0]).toMatchObject({ pairId: expect.any(String), confidence: expect.any(Number) })
    expect(noise).toMatchObject({ question: 'zarquon', count: 1 })

    const drafted = await done(data, 'curate', 'add-phrasing', group.id, '--pair', 'fees', ...ana)
    expect(drafted).toMatchObject({ id: group.id, state: 'draft', version: 1, proposal: { phrasing: question } })
    expect(await done(data, 'curate', 'drafts')).toMatchObject([{ id: group.id, draftedBy: 'Ana Ruiz' }])
    expect(await verb(data, 'curate', 'approve', group.id, ...ana)).toMatchObject({
      status: 1,
      said: { error: { code: 'FOUR_EYES' } },
    })
    expect(await done(data, 'curate', 'approve', group.id, ...eva, '--golden', '--if-version', '1')).toMatchObject({
      state: 'approved',
      approvedBy: 'Eva Sol',
      golden: true,
    })
    expect(await done(data, 'curate', 'list')).toMatchObject([{ question: 'zarquon' }])

    await done(data, 'freeze')
    expect(await done(data, 'evaluate', 'kb-000002')).toMatchObject({ version: 'kb-000002', cases: 1 })
    expect((await done(data, 'ask', question)).kind).not.toBe('answered')
    expect(await done(data, 'ask', question, '--version', 'kb-000002')).toMatchObject({
      kind: 'answered',
      pairId: 'fees',
      answer: 'Cuesta 120 florines.',
    })
    await askInVain(data, [question], 'kb-000002')
    expect(await done(data, 'curate', 'list')).toMatchObject([
      { question: 'zarquon', toDecide: { kind: 'open' } },
      { id: group.id, state: 'approved', toDecide: { kind: 'asked again', times: 1 } },
    ])
    const audit = await done(data, 'audit', 'list')
    expect(audit.filter(({ event }: { event: string }) => event === 'curation')).toMatchObject([
      { by: 'Ana Ruiz', details: { act: 'draft', item: group.id, proposal: 'add-phrasing', pair: 'fees' } },
      { by: 'Eva Sol', details: { act: 'approve', item: group.id, draftedBy: 'Ana Ruiz', golden: true } },
    ])
  })

  it('as a new pair, owned by its author', async () => {
    const question = '¿Se puede registrar un club deportivo?'
    const data = await folderWithQuestions([question])
    const [{ id }] = await done(data, 'curate', 'list')
    const answerFile = join(data, 'club.md')
    await writeFile(answerFile, 'Sí, en el **registro de clubes**.\n')
    const pair = ['--pair-id', 'sports-club', '--question', question, '--answer-file', answerFile]
    expect(await verb(data, 'curate', 'new-pair', id, ...pair, ...ana, '--valid-from', 'mañana')).toMatchObject({
      status: 2,
      said: { error: { code: 'BAD_INPUT', message: 'validFrom is no date such as 2026-03-31' } },
    })
    await done(data, 'curate', 'new-pair', id, ...pair, ...ana, '--source', 'https://registro.example/clubes')
    await done(data, 'curate', 'approve', id, ...eva)
    await done(data, 'freeze')
    expect(await done(data, 'ask', question, '--version', 'kb-000002')).toMatchObject({
      kind: 'answered',
      pairId: 'sports-club',
      answer: 'Sí, en el **registro de clubes**.',
      source: 'https://registro.example/clubes',
    })
  })

  it('or to none: ignored for ever, in any order and form of its words, and still counted', async () => {
    const data = await folderWithQuestions(['¿Venden entradas para el concierto?'])
    const [{ id }] = await done(data, 'curate', 'list')
    await done(data, 'curate', 'ignore', id, ...ana, '--reason', 'not ours')
    await done(data, 'curate', 'approve', id, ...eva)
    await askInVain(data, [
      'hola, entradas del concierto, ¿vendéis?',
      '¿Venden entrada para conciertos?',
      '¿Venden algo?',
    ])
    expect(await done(data, 'curate', 'list')).toMatchObject([{ question: '¿Venden algo?', count: 1 }])
    expect(await done(data, 'curate', 'show', id)).toMatchObject({
      state: 'approved',
      count: 3,
      askedSince: 2,
      proposal: { kind: 'ignored' },
      history: [
        { act: 'draft', by: 'Ana Ruiz', reason: 'not ours' },
        { act: 'approve', by: 'Eva Sol' },
      ],
    })
    await done(data, 'curate', 'reopen', id, ...eva, '--reason', 'we sell them now')
    expect(await done(data, 'curate', 'list')).toMatchObject([
      { id, state: 'open', version: 3 },
      { question: '¿Venden algo?' },
    ])
  })
})

describe('curate', () => {
  it('answers no when another person was quicker, or the act makes no sense', async () => {
    const data = await folderWithQuestions(['zarquon'])
    const [{ id }] = await done(data, 'curate', 'list')
    await done(data, 'curate', 'out-of-competence', id, ...ana, '--reason', 'not ours')
    const codes: unknown[] = []
    for (const args of [
      ['ignore', id, ...eva, '--reason', 'noise'],
      ['ignore', id, ...eva, '--reason', 'noise', '--if-version', '7'],
      ['reopen', id, ...eva, '--reason', 'why not'],
      ['approve', 'q-0000000000', ...eva],
      ['add-phrasing', id, '--pair', 'none', ...eva, '--if-version', '1'],
    ]) {
      const { status, said } = await verb(data, 'curate', ...args)
      codes.push([status, said.error.code])
    }
    expect(codes).toEqual([
      [1, 'CURATION_REFUSED'],
      [1, 'CURATION_CONFLICT'],
      [1, 'CURATION_REFUSED'],
      [2, 'CURATION_UNKNOWN'],
      [2, 'BAD_INPUT'],
    ])
    await done(data, 'curate', 'ignore', id, ...eva, '--reason', 'noise', '--if-version', '1')
    await done(data, 'curate', 'reject', id, ...ana, '--reason', 'it may mean something')
    const rejected = { id, version: 3, toDecide: { kind: 'rejected', by: 'Ana Ruiz', reason: 'it may mean something' } }
    expect(await done(data, 'curate', 'list', '--state', 'rejected')).toMatchObject([rejected])
    expect(await done(data, 'curate', 'list')).toMatchObject([rejected])
  })

  it('lists approved decisions again whose pair or phrasing is gone, with the next step', async () => {
    const data = await folderWithQuestions(['¿Precio de una sociedad limitada?'])
    const [{ id }] = await done(data, 'curate', 'list')
    await done(data, 'curate', 'add-phrasing', id, '--pair', 'fees', ...ana)
    await done(data, 'curate', 'approve', id, ...eva)
    expect(await done(data, 'curate', 'list')).toEqual([])
    await done(data, 'retire', '--pair', 'fees', ...ana, '--reason', 'given up')
    const { stdout } = await ventanilla(['curate', 'list', '--data', data], { env })
    expect(stdout).toContain('    that was approved, and is not among the pairs any more: it is to be decided again\n')
    expect(stdout).toContain(`    before another draft: ventanilla curate reopen ${id} --by <name> --reason <text>\n`)
  })

  it('asks for a retraining after the configured number of approvals', async () => {
    const data = await folderWithQuestions(['¿Precio de una sociedad limitada?'])
    const [{ id }] = await done(data, 'curate', 'list')
    await done(data, 'curate', 'add-phrasing', id, '--pair', 'fees', ...ana)
    const approval = ['curate', 'approve', id, ...eva, '--data', data]
    const { status, stderr } = await ventanilla(approval, { env: { ...env, RETRAIN_AFTER_APPROVALS: '1' } })
    expect([status, stderr]).toEqual([0, expect.stringContaining('1 approved: a retraining is asked for (')])
    const { stdout } = await ventanilla(['jobs', '--data', data, '--json'])
    expect(JSON.parse(stdout).jobs).toMatchObject([{ kind: 'retrain', asks: [{ trigger: 'curation' }] }])
  })

  it('says what to do when there is no terminal', async () => {
    const data = await smallDataFolder()
    const { status, stdout, stderr } = await ventanilla(['curate', '--data', data])
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toContain('Usage: ventanilla curate')
    expect(stderr).toContain('next: name what to do, for example: ventanilla curate list --json')
  })

  it('lists and closes notes', async () => {
    const data = await smallDataFolder()
    const note = { id: '6f1f0ad6-4a55-4cf5-9b40-3a3d6a1d4f10', at: '2026-03-01T10:00:00.000Z', kind: 'drift' }
    const notes = [{ ...note, version: 'kb-000001', text: 'live questions have drifted', closed: null }]
    await writeFile(join(data, 'curation-notes.json'), JSON.stringify({ format: 1, notes }))
    expect(await done(data, 'curate', 'notes')).toEqual(notes)
    expect(await verb(data, 'curate', 'notes', '--close', note.id)).toMatchObject({ status: 2 })
    expect(await done(data, 'curate', 'notes', '--close', note.id, ...ana)).toEqual([])
    expect(await done(data, 'curate', 'notes', '--all')).toMatchObject([{ closed: { by: 'Ana Ruiz' } }])
  })
})

describe('retire', () => {
  it('removes a source or a pair from the next version, on record', async () => {
    const data = await smallDataFolder()
    const why = [...ana, '--reason', 'no longer offered']
    expect(await done(data, 'retire', '--pair', 'status', ...why)).toEqual({
      retired: 1,
      pairs: ['status/es'],
      left: 3,
      danglingPrompts: [],
      lostPhrasings: [],
    })
    expect(await done(data, 'freeze')).toMatchObject({ pairs: 3 })
    expect(await done(data, 'retire', '--source', 'small', ...why)).toMatchObject({ retired: 3, left: 0 })
    expect(await verb(data, 'freeze')).toMatchObject({ status: 2, said: { error: { code: 'EMPTY_KNOWLEDGE_BASE' } } })
    const audit = await done(data, 'audit', 'list')
    expect(audit.filter(({ event }: { event: string }) => event === 'retire')).toMatchObject([
      { by: 'Ana Ruiz', details: { pair: 'status', reason: 'no longer offered', retired: 1, pairs: ['status/es'] } },
      { details: { source: 'small', retired: 3, left: 0 } },
    ])
  })

  it.each([
    [[]],
    [['--pair', 'fees', '--source', 'small']],
    [['--source', 'small', '--lang', 'es']],
    [['--pair', 'x']],
  ])('refuses %s', async (args) => {
    const data = await smallDataFolder()
    const { status, said } = await verb(data, 'retire', ...args, ...ana, '--reason', 'test')
    expect([status, said.error.code]).toEqual([2, 'BAD_INPUT'])
  })
})
