import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { verifyAudit } from '../../../knowledge/audit/verify-audit.js'
import { readAliases } from '../../../knowledge/version/aliases.js'
import { freeze } from '../../../knowledge/version/freeze.js'
import type { FitRanker } from '../../../knowledge/version/freeze-parts.js'
import { listVersions } from '../../../knowledge/version/list-versions.js'
import { readManifest, versionIds } from '../../../knowledge/version/read-version.js'
import { readVerdict } from '../../../training/release/verdicts.js'
import { PIPELINE } from '../../../training/retrain/pipeline.js'
import { readRun, runFiles, runIds } from '../../../training/retrain/run/run-document.js'
import { fitDefaultRanker } from '../../support/default-fit.js'
import { freezeRequest, temporaryDataFolder } from '../../support/freezing.js'
import { pathsIn } from '../../support/paths-in.js'
import {
  approve,
  type OfficeRetraining,
  officeGolden,
  officePairs,
  officeWithChampion,
  pullThePlugIn,
  retrainApproved,
  retrainOffice,
  withChampion,
  writeGolden,
} from '../../support/retraining.js'
import { pairOf } from '../../support/snapshot.js'

const parking = pairOf({ id: 'parking', question: 'Is there parking at the office?', answer: 'Yes, behind it.' })

const unplugged: FitRanker = async () => {
  throw new Error('pulled the plug')
}

describe('retraining', () => {
  it('runs every step of the pipeline and records its inputs, files and duration', async () => {
    const folder = await temporaryDataFolder()
    await writeGolden(folder, officeGolden)

    const outcome = await retrainOffice(folder, officePairs)

    expect(outcome).toMatchObject({ run: 'run-000001', version: 'kb-000001', gate: 'pass', reasons: [] })
    expect(outcome).toMatchObject({ champion: null, unchanged: false, promoted: false, resumed: false, reused: 0 })
    const run = await readRun(folder, outcome.run)
    expect(run?.state).toBe('finished')
    expect(run?.steps.map(({ step, state }) => `${step} ${state}`)).toEqual(
      PIPELINE.map(({ name }) => `${name} finished`),
    )
    expect(PIPELINE.map(({ name }) => name).join(' → ')).toBe(
      'collect → validate → adapt → embed → index → fit → seal → evaluate → gate → report → promote-or-hold',
    )
    for (const step of run?.steps ?? []) expect(step.durationMs).toBeGreaterThanOrEqual(0)
    expect(run?.steps.find(({ step }) => step === 'validate')?.outputs).toMatchObject({
      pairs: 8,
      goldenCases: 38,
      criticalCases: 4,
    })
    expect((await readManifest(folder, 'kb-000001')).lineage).toMatchObject({ job: 'run-000001', author: 'Ana Ruiz' })
    expect(await readdir(runFiles(folder, outcome.run).place)).not.toContain('stage')
    expect(await readFile(outcome.report ?? '', 'utf8')).toContain('kb-000001: first evaluation')
    expect(await verifyAudit(folder)).toMatchObject({ ok: true, entries: 2 })
    expect((await readAliases(folder)).champion).toBeNull()
  })

  it.each([
    ['en', 'en', 'report.es.html'],
    ['es', 'es', 'report.en.html'],
    ['lv', 'en', 'report.es.html'],
  ])('writes the report in every language, the plain page for readers of %s', async (language, plain, other) => {
    const folder = await temporaryDataFolder()
    await writeGolden(folder, officeGolden)

    const outcome = await retrainOffice(folder, officePairs, { rules: { reportLanguage: language } })

    const page = (name: string) => readFile(join(runFiles(folder, outcome.run).place, name), 'utf8')
    expect(outcome.report).toBe(join(runFiles(folder, outcome.run).place, 'report.html'))
    expect(await page('report.html')).toContain(`<html lang="${plain}">`)
    expect(await page('report.html')).toContain(`href="${other}"`)
    expect(await page(other)).toContain('href="report.html"')
    const reports = (await readdir(runFiles(folder, outcome.run).place)).filter((name) => name.endsWith('.html'))
    expect(reports.sort()).toEqual([other, 'report.html'])
  })

  it('embeds only what changed and extends the champion’s index', async () => {
    const folder = await officeWithChampion()

    const outcome = await retrainOffice(folder, [...officePairs, parking])

    expect(outcome).toMatchObject({
      version: 'kb-000002',
      champion: 'kb-000001',
      gate: 'pass',
      embedded: 2,
      reused: 24,
    })
    const run = await readRun(folder, outcome.run)
    const outputs = (name: string) => run?.steps.find(({ step }) => step === name)?.outputs
    expect(outputs('index')).toEqual({ carriedOn: true, linked: 2, recallAt10: 1 })
    expect(outputs('evaluate')).toMatchObject({ reusedResults: 38 })
    expect((await readVerdict(folder, 'kb-000002'))?.verdict).toMatchObject({
      gate: 'pass',
      champion: 'kb-000001',
      run: outcome.run,
    })
    const report = JSON.parse(await readFile(join(runFiles(folder, outcome.run).place, 'report.json'), 'utf8'))
    expect(report.edits).toEqual({ added: ['parking/en'], changed: [], removed: [] })
    expect(report.verdict.rules[0]).toEqual({
      id: 'enough-cases',
      rule: 'enough cases',
      verdict: 'pass',
      evidence: '32 answerable and 6 unanswerable cases; at least 30 and 5 are needed',
      findings: [{ kind: 'cases', answerable: 32, unanswerable: 6, leastAnswerable: 30, leastUnanswerable: 5 }],
    })
  })

  it('reports an unchanged content and makes no version', async () => {
    const folder = await officeWithChampion()

    const outcome = await retrainOffice(folder, officePairs.toReversed())

    expect(outcome).toMatchObject({ version: 'kb-000001', unchanged: true, gate: 'pass', reasons: [], embedded: 0 })
    expect(await versionIds(folder)).toEqual(['kb-000001'])
  })

  it('judges an existing version with the same content instead of making it twice', async () => {
    const folder = await officeWithChampion()
    await retrainOffice(folder, [...officePairs, parking])
    await writeGolden(folder, [{ text: 'parking office', relevant: ['parking'], lang: 'en' }], 'more.jsonl')

    const outcome = await retrainOffice(folder, [...officePairs, parking])

    expect(outcome).toMatchObject({ run: 'run-000003', version: 'kb-000002', unchanged: false, gate: 'pass' })
    expect(await versionIds(folder)).toEqual(['kb-000001', 'kb-000002'])
  })

  it('gives the same content hash for the same inputs in two folders', async () => {
    const hashes: string[] = []
    for (const pairs of [officePairs, officePairs.toReversed()]) {
      const folder = await temporaryDataFolder()
      await writeGolden(folder, officeGolden)
      await withChampion(folder, pairs)
      const { version } = await retrainOffice(folder, [...pairs, parking])
      hashes.push((await readManifest(folder, version)).contentHash)
    }
    expect(hashes[0]).toBe(hashes[1])
  })

  it.each([
    ['empty', [], 'enough cases: there is no golden case'],
    ['tiny', officeGolden.slice(0, 3), 'enough cases: 3 answerable and 0 unanswerable cases'],
  ])('holds on a golden set that is %s', async (_what, golden, reason) => {
    const folder = await temporaryDataFolder()
    await writeGolden(folder, golden)
    await withChampion(folder)

    const outcome = await retrainOffice(folder, [...officePairs, parking])

    expect(outcome).toMatchObject({ version: 'kb-000002', gate: 'hold', first: false })
    expect(outcome.reasons.join('\n')).toContain(reason)
    expect((await readVerdict(folder, 'kb-000002'))?.verdict.gate).toBe('hold')
  })

  it.each([
    [
      'contradicts itself',
      '{"text":"Pay the filing fees, please!","relevant":["hours"],"lang":"en"}',
      'GOLDEN_CONTRADICTION',
      (file: string) => `and hours (${file} line 1)`,
    ],
    ['has a bad line', '{"text":"a","relevant":["fees"],"criticall":true}', 'IMPORT_INVALID', (file: string) => file],
  ])('begins no run on a golden set that %s, and names the file to correct', async (_what, line, code, named) => {
    const folder = await temporaryDataFolder()
    await writeGolden(folder, officeGolden)
    const file = join(pathsIn(folder).goldenFolder, 'other.jsonl')
    await writeFile(file, `${line}\n`)

    const failed = retrainOffice(folder, officePairs)
    await expect(failed).rejects.toMatchObject({ code, message: expect.stringContaining(named(file)) })
    expect(await runIds(folder)).toEqual([])

    await rm(file)
    expect(await retrainOffice(folder, officePairs)).toMatchObject({ run: 'run-000001', gate: 'pass' })
  })

  it('resumes an interrupted run on its own golden cases while those of the folder have errors', async () => {
    const folder = await temporaryDataFolder()
    await writeGolden(folder, officeGolden)
    const again = (fields: OfficeRetraining = {}) => retrainOffice(folder, officePairs, fields)
    await pullThePlugIn('fit', again)
    await writeFile(join(pathsIn(folder).goldenFolder, 'other.jsonl'), 'half a line')

    await expect(again()).rejects.toMatchObject({ code: 'IMPORT_INVALID' })
    expect((await readRun(folder, 'run-000001'))?.state).toBe('failed')
    expect(await again({ resume: 'unfinished' })).toMatchObject({ run: 'run-000001', gate: 'pass' })
  })

  it('fails when the champion’s files were altered, and keeps that champion', async () => {
    const folder = await officeWithChampion()
    const file = join(pathsIn(folder).versionFolder('kb-000001'), 'ranker.bin')
    const text = await readFile(file, 'utf8')
    await rm(file)
    await writeFile(file, text.replace('0.5', '0.1'))

    await expect(retrainOffice(folder, [...officePairs, parking])).rejects.toMatchObject({
      code: 'VERSION_DAMAGED',
      message: 'version kb-000001 is damaged: ranker.bin is not the file that was frozen',
    })
    expect((await readAliases(folder)).champion).toBe('kb-000001')
    expect(await versionIds(folder)).toEqual(['kb-000001'])
  })

  it.each(PIPELINE.map(({ name }) => name))('resumes a run that failed in %s from that step', async (failing) => {
    const folder = await officeWithChampion()
    const again = () => retrainOffice(folder, [...officePairs, parking])
    await pullThePlugIn(failing, again)

    const outcome = await again()

    expect(outcome).toMatchObject({ run: 'run-000002', version: 'kb-000002', gate: 'pass', resumed: true })
    const steps = (await readRun(folder, 'run-000002'))?.steps ?? []
    expect(steps.map(({ attempts }) => attempts)).toEqual(PIPELINE.map(({ name }) => (name === failing ? 2 : 1)))
    expect(await versionIds(folder)).toEqual(['kb-000001', 'kb-000002'])
    expect((await listVersions(folder)).every(({ kind }) => kind === 'complete')).toBe(true)
    expect(await verifyAudit(folder)).toMatchObject({ ok: true, entries: 5 })
  })

  it.each(['evaluate', 'gate', 'report'])(
    'resumes from %s with content that another version already has',
    async (failing) => {
      const folder = await officeWithChampion()
      const again = () => retrainOffice(folder, [...officePairs, parking])
      expect(await again()).toMatchObject({ run: 'run-000002', version: 'kb-000002' })
      await pullThePlugIn(failing, again)

      expect(await again()).toMatchObject({
        run: 'run-000003',
        version: 'kb-000002',
        gate: 'pass',
        resumed: true,
      })

      expect(await versionIds(folder)).toEqual(['kb-000001', 'kb-000002'])
      expect(
        (await readdir(runFiles(folder, 'run-000003').place)).filter((name) => ['stage', 'inputs'].includes(name)),
      ).toEqual([])
    },
  )

  it('fits the ranker on questions out of scope, also after a crash, and treats a new decision as new inputs', async () => {
    const folder = await temporaryDataFolder()
    await writeGolden(folder, officeGolden)
    const given: (readonly string[])[] = []
    const deciding = (outOfScope: readonly string[], fitRanker: FitRanker) =>
      retrainOffice(folder, officePairs, { outOfScope, making: { fitRanker } })
    const noting: FitRanker = async (material) => {
      given.push(material.outOfScope)
      return fitDefaultRanker(material)
    }
    await expect(deciding(['Can I adopt a dog?'], unplugged)).rejects.toThrow('pulled the plug')
    expect(await deciding(['Can I adopt a dog?'], noting)).toMatchObject({ run: 'run-000001', resumed: true })
    expect(await deciding(['Can I adopt a dog?', 'dog food'], noting)).toMatchObject({ run: 'run-000002' })

    // A first version is made again without some phrasings, on the same questions.
    const distinct = [...new Set(given.map((questions) => questions.join('; ')))]
    expect(distinct).toEqual(['Can I adopt a dog?', 'Can I adopt a dog?; dog food'])
  })

  it('survives a manual freeze between the failure and the resumption', async () => {
    const folder = await officeWithChampion()
    const again = (fields: OfficeRetraining = {}) => retrainOffice(folder, [...officePairs, parking], fields)
    await expect(again({ making: { fitRanker: unplugged } })).rejects.toThrow('pulled the plug')
    await freeze(freezeRequest(folder))

    expect(await again()).toMatchObject({ version: 'kb-000003', resumed: true, embedded: 2 })
  })

  it('repeats a finished step whose files are missing or altered', async () => {
    const folder = await temporaryDataFolder()
    await writeGolden(folder, officeGolden)
    const again = (fields: OfficeRetraining = {}) => retrainOffice(folder, officePairs, fields)
    await expect(again({ making: { fitRanker: unplugged } })).rejects.toThrow('pulled the plug')
    await writeFile(join(runFiles(folder, 'run-000001').place, 'stage', 'vectors.f32'), 'xxxx')

    expect(await again()).toMatchObject({ run: 'run-000001', version: 'kb-000001', gate: 'pass' })
    const attempts = (await readRun(folder, 'run-000001'))?.steps.map(({ step, attempts }) => `${step} ${attempts}`)
    expect(attempts?.slice(0, 6)).toEqual(['collect 1', 'validate 1', 'adapt 1', 'embed 2', 'index 2', 'fit 2'])
  })

  it('abandons an interrupted run whose inputs have changed, unless told to resume it', async () => {
    const folder = await temporaryDataFolder()
    await writeGolden(folder, officeGolden)
    await expect(retrainOffice(folder, officePairs, { making: { fitRanker: unplugged } })).rejects.toThrow(
      'pulled the plug',
    )

    const going = () => retrainOffice(folder, [...officePairs, parking], { resume: 'unfinished' })
    expect(await going()).toMatchObject({ run: 'run-000001', resumed: true })
    expect((await readManifest(folder, 'kb-000001')).pairs).toBe(8)

    await expect(going()).rejects.toMatchObject({ code: 'NOTHING_TO_RESUME' })
    expect(await runIds(folder)).toEqual(['run-000001'])
  })

  it('promotes a passing version only when an operator has ordered it', async () => {
    const folder = await officeWithChampion()
    const swapped = officePairs.map((pair) =>
      pair.id === 'fees' ? { ...pair, answer: 'Nine to two on weekdays.' } : pair,
    )

    const held = await retrainOffice(folder, swapped, { rules: { autoPromote: true } })
    expect(held).toMatchObject({ version: 'kb-000002', gate: 'hold', promoted: false })
    expect((await readAliases(folder)).champion).toBe('kb-000001')

    const passed = await retrainOffice(folder, [...officePairs, parking], { rules: { autoPromote: true } })
    expect(passed).toMatchObject({ version: 'kb-000003', gate: 'pass', promoted: true })
    expect((await readAliases(folder)).champion).toBe('kb-000003')
  })

  it('never reuses the number of a run, even when runs were deleted', async () => {
    const folder = await officeWithChampion()
    await retrainOffice(folder, [...officePairs, parking])
    await rm(pathsIn(folder).runsFolder, { recursive: true })
    await mkdir(pathsIn(folder).runsFolder)

    const dearer = { ...parking, answer: 'Yes, for 50 crowns a day.' }
    const made = await retrainOffice(folder, [...officePairs, dearer])
    expect(made).toMatchObject({ run: 'run-000003', version: 'kb-000003', champion: 'kb-000001' })
  })

  it('makes only one version at a time', async () => {
    const folder = await temporaryDataFolder()
    await writeGolden(folder, officeGolden)
    await approve(folder, officePairs)
    const both = await Promise.allSettled([retrainApproved(folder), retrainApproved(folder)])

    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'DATA_FOLDER_BUSY' } })
    expect(await versionIds(folder)).toEqual(['kb-000001'])
  })
})
