import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ventanilla } from '../../support/built-cli.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const env = { VENTANILLA_EMBEDDER: 'hashed-ngrams' }

it('warns of prompts whose pair a replaced source has removed, until they are corrected', async () => {
  const data = await temporaryFolder()
  const verb = async (...args: readonly string[]) => {
    const { stdout, stderr } = await ventanilla([...args, '--data', data, '--json'], { env })
    return { said: JSON.parse(stdout), stderr }
  }
  const write = async (name: string, ...pairs: readonly object[]) => {
    await writeFile(join(data, name), pairs.map((pair) => JSON.stringify({ language: 'en', ...pair })).join('\n'))
    return join(data, name)
  }
  const urgent = { id: 'urgent', question: 'How fast can it be?', answer: 'In a day.' }
  const term = { id: 'term', question: 'How long does it take?', answer: 'Five days.' }
  const prompts = [{ displayText: 'Faster', pairId: 'urgent' }]
  await verb('import', await write('terms.jsonl', urgent, term))
  await verb(
    'import',
    await write('fees.jsonl', { id: 'fees', question: 'What does it cost?', answer: '40.', prompts }),
  )

  const warning = 'warning: “Faster” of fees/en leads nowhere (to urgent)\n'
  const danglingPrompts = [{ from: 'fees', lang: 'en', displayText: 'Faster', pairId: 'urgent' }]
  const imported = await verb('import', await write('terms.jsonl', term), '--replace')
  expect(imported.said).toMatchObject({ added: 0, changed: 0, unchanged: 1, retired: 1, danglingPrompts })
  expect(imported.stderr).toContain(warning)
  const again = await verb('import', join(data, 'terms.jsonl'), '--replace')
  expect(again.said.danglingPrompts).toEqual([])
  for (const make of ['freeze', 'retrain']) {
    const made = await verb(make)
    expect(made.said).toMatchObject({ danglingPrompts })
    expect(made.stderr).toContain(warning)
  }
  await verb('import', await write('terms.jsonl', urgent, term), '--replace')
  const mended = await verb('retrain')
  expect([mended.said.danglingPrompts, mended.stderr]).toEqual([[], expect.not.stringContaining('warning')])
})

it('warns of a class of stricter answers that no pair belongs to, such as a misspelt one', async () => {
  const data = await temporaryFolder()
  const STRICTER_ANSWERS = 'topic=DEADLINES:0.05,topic=dedlines:0.05'
  const verb = (...args: readonly string[]) =>
    ventanilla([...args, '--data', data, '--json'], { env: { ...env, STRICTER_ANSWERS } })
  const term = { id: 'term', language: 'en', question: 'How long does it take?', answer: 'Five days.' }
  await writeFile(join(data, 'terms.jsonl'), JSON.stringify({ ...term, metadata: { topic: 'deadlines' } }))
  await verb('import', join(data, 'terms.jsonl'))
  for (const make of ['freeze', 'retrain']) {
    const { stdout, stderr } = await verb(make)
    expect(JSON.parse(stdout)).toMatchObject({ emptyStricterClasses: ['topic=dedlines'] })
    expect(stderr.match(/warning: .*/g)).toEqual([expect.stringContaining('topic=dedlines')])
  }
})

it('warns of answers that have ended', async () => {
  const data = await temporaryFolder()
  const verb = (...args: readonly string[]) => ventanilla([...args, '--data', data, '--json'], { env })
  const term = { language: 'en', question: 'How long does it take?', answer: 'Five days.' }
  const old = { language: 'en', question: 'How long did it take?', answer: 'Ten days.', validUntil: '2020-12-31' }
  const lines = [
    { id: 'term', ...term },
    { id: 'old', ...old },
  ].map((pair) => JSON.stringify(pair))
  await writeFile(join(data, 'terms.jsonl'), lines.join('\n'))
  await verb('import', join(data, 'terms.jsonl'))
  const { stdout, stderr } = await verb('freeze')
  expect(JSON.parse(stdout)).toMatchObject({ endedAnswers: ['old/en'] })
  expect(stderr.match(/warning: .*/g)).toEqual(['warning: the answer of old/en has ended: nobody gets it'])
})

it('names the pairs whose links lead nowhere, at an import and at every new version, until LINK_BASE completes them', async () => {
  const data = await temporaryFolder()
  const verb = async (args: readonly string[], more: Readonly<Record<string, string>> = {}) => {
    const { stdout, stderr } = await ventanilla([...args, '--data', data, '--json'], { env: { ...env, ...more } })
    return { said: JSON.parse(stdout), stderr }
  }
  const term = { id: 'term', language: 'en', question: 'How long does it take?', answer: 'See [the list](/terms).' }
  await writeFile(join(data, 'terms.jsonl'), JSON.stringify(term))
  const imported = await verb(['import', join(data, 'terms.jsonl')])
  expect(imported.stderr).toContain(
    '(term/en: [the list](/terms)); write whole addresses such as https://…, or set LINK_BASE',
  )
  for (const make of ['freeze', 'retrain']) {
    const { said, stderr } = await verb([make])
    expect(said).toMatchObject({ lostLinks: [{ pair: 'term/en', links: ['[the list](/terms)'] }] })
    expect(stderr).toContain(
      'warning: the link [the list](/terms) of term/en leads nowhere: citizens see its text alone\n',
    )
  }
  const completed = await verb(['freeze'], { LINK_BASE: 'https://office.example/' })
  expect([completed.said.lostLinks, completed.stderr]).toEqual([[], expect.not.stringContaining('warning')])
})
