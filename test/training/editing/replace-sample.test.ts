import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { GOLDEN, goldenFiles } from '../../../evaluation/golden/golden-folder.js'
import { installSampleGolden } from '../../../evaluation/golden/install-sample-golden.js'
import { readAudit } from '../../../knowledge/audit/read-audit.js'
import { importFile } from '../../../training/editing/import-file.js'
import { importSample } from '../../../training/editing/import-sample.js'
import { openWorkspace } from '../../../training/workspace.js'
import { temporaryDataFolder } from '../../support/freezing.js'
import { installationOf } from '../../support/installation.js'

const OWN_CASE = '{"text":"¿Dónde están?","relevant":["donde"],"lang":"es"}'

async function startedOnSample() {
  const folder = await temporaryDataFolder()
  const installation = installationOf(folder)
  await importSample(installation)
  const golden = folder.shelf(GOLDEN)
  await installSampleGolden(golden)
  const [{ pair } = { pair: null }] = (await openWorkspace(folder).read()).pairs
  const own = { id: 'donde', language: 'es', question: '¿Dónde están?', answer: 'En la plaza.' }
  // An id that the sample has too, for another question.
  const clash = { ...own, id: pair?.id, language: pair?.language, question: '¿Cuándo abren?' }
  const path = join(folder.place, 'own.jsonl')
  await writeFile(path, [own, clash].map((each) => JSON.stringify(each)).join('\n'))
  const file = {
    path,
    sourceName: 'own',
    replace: false,
    language: null,
    sheet: null,
    qnaPrefix: null,
    linkBase: null,
    by: null,
  }
  return { folder, installation, golden, file }
}

it('an import that replaces the sample retires all its pairs and golden cases in one act', async () => {
  const { folder, installation, golden, file } = await startedOnSample()
  const sample = (await openWorkspace(folder).read()).pairs.length
  const { report, goldenRetired } = await importFile(installation, { ...file, replaceSample: true })
  expect(report).toMatchObject({ added: 2, changed: 0, retired: sample, takenOver: {} })
  expect(goldenRetired).toBeGreaterThan(100)
  const { pairs, sources } = await openWorkspace(folder).read()
  expect(pairs.map(({ pair }) => pair.question).toSorted()).toEqual(['¿Cuándo abren?', '¿Dónde están?'])
  expect(sources.map(({ name }) => name)).toEqual(['own'])
  expect(await goldenFiles(golden)).toEqual([])
  expect((await readAudit(folder)).at(-1)).toMatchObject({
    event: 'import',
    details: { replaceSample: true, retired: sample },
  })
})

it('cases that somebody has added to the files of the sample stay, and repeating the act changes nothing', async () => {
  const { installation, golden, file } = await startedOnSample()
  const before = (await golden.read('sample.es.jsonl'))?.toString('utf8') ?? ''
  await golden.write('sample.es.jsonl', `${before}${OWN_CASE}\n`)
  await importFile(installation, { ...file, replaceSample: true })
  const again = await importFile(installation, { ...file, replaceSample: true })
  expect(again).toMatchObject({ goldenRetired: 0, report: { unchanged: 2, retired: 0 } })
  expect(await goldenFiles(golden)).toEqual(['sample.es.jsonl'])
  expect((await golden.read('sample.es.jsonl'))?.toString('utf8')).toBe(`${OWN_CASE}\n`)
})

it('without it, the sample stays, and its ids are refused for other questions', async () => {
  const { installation, golden, file } = await startedOnSample()
  await expect(importFile(installation, file)).rejects.toMatchObject({ code: 'IMPORT_INVALID' })
  expect(await goldenFiles(golden)).toHaveLength(2)
})
