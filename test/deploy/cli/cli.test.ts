import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { main } from '../../../deploy/cli/main.js'
import { ventanilla } from '../../support/built-cli.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const VERBS = [
  'serve',
  'worker',
  'import',
  'retire',
  'freeze',
  'versions',
  'retrain',
  'jobs',
  'evaluate',
  'compare',
  'diff',
  'audit verify',
  'audit list',
  'promote',
  'rollback',
  'shadow',
  'shadow start',
  'shadow stop',
  'shadow status',
  'canary',
  'canary start',
  'canary stop',
  'canary status',
  'drift',
  'ask',
  'receipt',
  'unanswered',
  'curate',
  'curate list',
  'curate show',
  'curate add-phrasing',
  'curate new-pair',
  'curate out-of-competence',
  'curate ignore',
  'curate drafts',
  'curate approve',
  'curate reject',
  'curate withdraw',
  'curate reopen',
  'curate notes',
  'bench retrieval',
  'bench intent',
  'model pull',
  'settings',
]

/** Runs in this process, because forty processes take too long. */
async function inThisProcess(args: readonly string[]) {
  const said = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const) {
    // Each call of the command line adds a listener for broken pipes.
    process[stream].setMaxListeners(0)
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      said[stream] += text
      return true
    })
  }
  try {
    return { status: await main(args), ...said }
  } finally {
    vi.restoreAllMocks()
  }
}

describe('the command line', () => {
  it.each(VERBS)('explains `%s`: purpose, exit status and an example', async (verb) => {
    const { status, stdout, stderr } = await inThisProcess([...verb.split(' '), '--help'])
    expect(status).toBe(0)
    expect(stderr).toBe('')
    expect(stdout).toContain(`Usage: ventanilla ${verb}`)
    expect(stdout).toContain('--json')
    expect(stdout).toMatch(/Exit status: 0 done;.* 2 bad usage or data/)
    expect(stdout).toMatch(/Example:\n {2}\S/)
  })

  it('explains every setting in the help of `serve`', async () => {
    const { stdout } = await ventanilla(['serve', '--help'])
    expect(stdout).toContain('VENTANILLA_DATA')
    expect(stdout).toContain('RETENTION_DAYS')
  })

  it('prints its version', async () => {
    expect(await ventanilla(['--version'])).toEqual({ status: 0, stdout: '0.1.0\n', stderr: '' })
  })

  it('names the next step after a wrong verb', async () => {
    expect(await ventanilla(['verions'])).toEqual({
      status: 2,
      stdout: '',
      stderr: "error [BAD_USAGE] unknown command 'verions'\n(Did you mean versions?)\nnext: ventanilla --help\n",
    })
  })

  it.each([
    [['curate', 'ignore', 'q-3fa9c01b22', '--by', 'Ana Ruiz'], 'ventanilla curate ignore --help'],
    [['--data', 'elsewhere', 'shadow', 'start'], 'ventanilla shadow start --help'],
    [['canary', 'begin'], 'ventanilla canary --help'],
    [['curate', 'list', '--limit', '0'], 'ventanilla curate list --help'],
    [['unanswered', '--limit', '0'], 'ventanilla unanswered --help'],
  ])('names the help of the very verb after bad usage: %s', async (args, help) => {
    const { status, stderr } = await ventanilla(args)
    expect([status, stderr]).toEqual([2, expect.stringContaining(`\nnext: ${help}\n`)])
  })

  it('reports bad usage as JSON to a program', async () => {
    const { status, stdout, stderr } = await ventanilla(['promote', 'kb-000001', '--json'])
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(JSON.parse(stderr)).toEqual({
      error: {
        code: 'BAD_USAGE',
        message: "required option '--by <name>' not specified",
        hint: 'ventanilla promote --help',
        problems: [],
      },
    })
  })

  it('says failures in the language that CLI_LANGUAGE or --speak names, and refuses one that it does not speak', async () => {
    const data = join(await temporaryFolder(), 'none')
    const spanish = `error [DATA_FOLDER_UNUSABLE] no hay ninguna carpeta de datos en ${data}\nqué hacer: revise --data`
    const env = { CLI_LANGUAGE: 'es' }
    expect((await ventanilla(['versions', '--data', data], { env })).stderr).toContain(spanish)
    expect((await ventanilla(['--speak', 'es', 'versions', '--data', data])).stderr).toContain(spanish)
    const asked = await ventanilla(['versions', '--data', data, '--speak', 'en', '--json'], { env })
    expect(JSON.parse(asked.stderr).error).toMatchObject({
      code: 'DATA_FOLDER_UNUSABLE',
      kind: 'broken',
      message: `there is no data folder at ${data}`,
      facts: { what: 'not-there', folder: data },
      next: { do: 'check-data-folder' },
    })
    expect((await ventanilla(['versions'], { env: { CLI_LANGUAGE: 'lv' } })).stderr).toContain('wanted: en or es;')
    expect((await ventanilla(['versions', '--speak', 'lv'])).stderr).toMatch(/\[BAD_USAGE\].*\ben, es\b/)
  })

  it('reports every wrong setting at once', async () => {
    const { status, stderr } = await ventanilla(['versions'], { env: { PORT: 'x', RETENTION_DAYS: '0' } })
    expect(status).toBe(2)
    expect(stderr).toContain('[BAD_CONFIG] 2 settings are wrong')
  })

  it('says what to do while nothing serves', async () => {
    const data = await temporaryFolder()
    const { status, stderr } = await ventanilla(['ask', 'hola', '--data', data, '--json'])
    expect(status).toBe(2)
    expect(JSON.parse(stderr).error).toMatchObject({ code: 'NO_CHAMPION', hint: expect.stringContaining('serve') })
  })

  it('shows the parts of a candidate’s score, and the threshold that follows from the accepted risk', async () => {
    const data = await temporaryFolder()
    const file = join(data, 'pairs.jsonl')
    const pairs = [
      ['deadlines', 'When must I file the accounts?', 'Within six months.'],
      ['fees', 'How much is the filing fee?', 'Sixty euros.'],
    ].map(([id, question, answer]) => JSON.stringify({ id, language: 'en', question, answer, metadata: { topic: id } }))
    await writeFile(file, pairs.join('\n'))
    const env = { ANSWER_RISK: '0.125', STRICTER_ANSWERS: 'topic=deadlines:0.02' }
    for (const args of [['import', file, '--source', 'small'], ['freeze']]) {
      const { status, stderr } = await ventanilla([...args, '--data', data], { env })
      expect(status, stderr).toBe(0)
    }
    const ask = async (question: string) => {
      const args = ['ask', question, '--version', 'kb-000001', '--data', data, '--json']
      return JSON.parse((await ventanilla(args)).stdout)
    }
    const deadlines = await ask('when must I file the accounts')
    expect(deadlines.thresholds.confidence).toBe(0.95)
    expect((await ask('how much is the filing fee')).thresholds.confidence).toBeCloseTo(0.6, 10)
    const [{ pairId, score, signals, contributions }] = deadlines.candidates
    expect(pairId).toBe('deadlines')
    expect(Object.keys(contributions)).toEqual(Object.keys(signals))
    const given: readonly number[] = Object.values(contributions)
    expect(given.reduce((sum, one) => sum + one, 0)).toBeCloseTo(score, 6)
    const told = ['ask', 'when must I file the accounts', '--version', 'kb-000001', '--data', data]
    expect((await ventanilla(told)).stderr).toMatch(
      /^answered, confidence \d\.\d\d, version kb-000001\n\d\.\d{3} deadlines\/en “When must I file the accounts\?”;/,
    )
  })

  it('refuses a noted hash that is malformed, and reports no tampering for one that no entry has', async () => {
    const data = await temporaryFolder()
    const verify = (head: string) => ventanilla(['audit', 'verify', '--head', head, '--data', data])
    expect(await verify('a'.repeat(63))).toMatchObject({
      status: 2,
      stderr: `error [BAD_INPUT] "${'a'.repeat(63)}" is no hash of an entry: one has 64 digits from 0 to f\nnext: copy it whole from where it was noted; the hash of every entry is shown by: ventanilla audit list --json\n`,
    })
    expect(await verify('A'.repeat(64))).toMatchObject({
      status: 1,
      stdout: 'the chain holds, but no entry has the noted hash: it was mistyped, or the log was rewritten since\n',
    })
  })

  it.each([
    ['versions'],
    ['audit', 'verify'],
    ['unanswered'],
    ['curate', 'list'],
    ['jobs'],
    ['freeze'],
    ['rollback', '--by', 'Ana', '--reason', 'fees'],
  ])('makes no data folder of a mistyped path: %s', async (...verb) => {
    const parent = await temporaryFolder()
    const data = join(parent, 'daat')
    const { status, stdout, stderr } = await ventanilla([...verb, '--data', data])
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain(`error [DATA_FOLDER_UNUSABLE] there is no data folder at ${data}\nnext: check --data`)
    expect(await readdir(parent)).toEqual([])
  })

  it('refuses a data folder of a later release', async () => {
    const data = await temporaryFolder()
    await writeFile(join(data, 'ventanilla.json'), '{"format":2,"createdAt":"2030-01-01T00:00:00.000Z"}\n')
    for (const verb of ['versions', 'serve']) {
      const { status, stderr } = await ventanilla([verb, '--data', data], { env: { PORT: '0' } })
      expect(status).toBe(2)
      expect(stderr).toContain('error [DATA_FOLDER_NEWER]')
      expect(stderr).toContain('next: ')
    }
  })

  it('measures retrieval and prints the figures as one JSON object', async () => {
    const folder = await temporaryFolder()
    const kb = join(folder, 'kb.jsonl')
    const queries = join(folder, 'queries.jsonl')
    const pair = (id: string, question: string) => JSON.stringify({ id, question, answer: `About ${id}.`, lang: 'en' })
    await writeFile(kb, [pair('fees', 'How much is the fee?'), pair('hours', 'When do you open?')].join('\n'))
    const query = (text: string, id: string) => JSON.stringify({ text, relevant: [id], lang: 'en' })
    await writeFile(queries, [query('how much is the fee', 'fees'), query('when do you open', 'horus')].join('\n'))
    const { status, stdout, stderr } = await ventanilla([
      'bench',
      'retrieval',
      '--kb',
      kb,
      '--queries',
      queries,
      '--json',
    ])
    expect(status).toBe(0)
    expect(stderr).toContain(`warning: 1 of 2 answerable questions names no pair of ${kb}; it counts as not found\n`)
    expect(JSON.parse(stdout)).toMatchObject({
      pairs: 2,
      queries: 2,
      answerable: 2,
      misnamed: 1,
      hitAt1: 0.5,
      hitAt3: 0.5,
      mrrAt10: 0.5,
      aurocAnswerable: null,
      falseAnswerRate: null,
      msPerQuery: { p50: expect.any(Number), p95: expect.any(Number) },
    })
  })

  it('measures an intent set and prints the figures as one JSON object', async () => {
    const folder = await temporaryFolder()
    const data = await intentFile(folder, 'data.jsonl', [
      ['hello there', 'greet', 'train'],
      ['what does it cost', 'fees', 'train'],
      ['hello', 'greet', 'test'],
      ['purple elephants', 'oos', 'test'],
      ['where are you', 'place', 'test'],
    ])
    const { status, stdout, stderr } = await ventanilla(['bench', 'intent', '--data', data, '--json'])
    expect(status).toBe(0)
    expect(stderr).toContain('warning: 1 of 3 test questions is of a class that no train row has; it counts as never')
    expect(JSON.parse(stdout)).toMatchObject({
      classes: 2,
      train: 2,
      test: 3,
      untaught: 1,
      accuracyNoThreshold: 0.5,
      inScopeAccuracy: expect.any(Number),
      oosRecall: 1,
      aurocOos: 1,
      ece: expect.any(Number),
      fitSeconds: expect.any(Number),
      msPerQuery: { p50: expect.any(Number), p95: expect.any(Number) },
    })
  })

  it('treats out-of-scope as a class of its own when told to', async () => {
    const data = await intentFile(await temporaryFolder(), 'data.jsonl', [
      ['hello there', 'greet', 'train'],
      ['purple cows', 'oos', 'train'],
      ['hello', 'greet', 'test'],
      ['purple elephants', 'oos', 'test'],
    ])
    const { stdout } = await ventanilla(['bench', 'intent', '--data', data, '--oos-as-class', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ classes: 2, f1: 1, oosRecall: null, thresholdFrom: 'none' })
  })

  it('names file and line of an intent set that cannot be read', async () => {
    const data = await intentFile(await temporaryFolder(), 'bad.jsonl', [
      ['hello', 'greet', 'train'],
      ['hello', 'greet', 'evaluation'],
    ])
    const { status, stdout, stderr } = await ventanilla(['bench', 'intent', '--data', data])
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toMatch(/^error \[IMPORT_INVALID\] \S+bad\.jsonl has 1 bad line\nline 2: split: /)
  })
})

async function intentFile(folder: string, name: string, rows: readonly (readonly string[])[]): Promise<string> {
  const path = join(folder, name)
  await writeFile(
    path,
    rows.map(([text, label, split]) => JSON.stringify({ text, label, split, lang: 'en' })).join('\n'),
  )
  return path
}
