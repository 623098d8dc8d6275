import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hashedNgrams } from '../../../knowledge/adapters/hashed-ngram-embedder.js'
import type { Embedder } from '../../../knowledge/ports.js'
import type { Store } from '../../../knowledge/store/store.js'
import { rankerFit } from '../../../training/ranker/ranker-fit.js'
import { USUAL_RISK } from '../../../training/ranker/thresholds.js'
import { earlierQuestionVectors, rememberingEmbedder } from '../../../training/retrain/run/question-vectors.js'
import { readResults } from '../../../training/retrain/run/results-file.js'
import { readRun, runFiles } from '../../../training/retrain/run/run-document.js'
import { temporaryDataFolder } from '../../support/freezing.js'
import { officeGolden, officePairs, retrainOffice, withChampion, writeGolden } from '../../support/retraining.js'
import { pairOf } from '../../support/snapshot.js'

const parking = pairOf({ id: 'parking', question: 'Is there parking at the office?', answer: 'Yes, behind it.' })
const parkingGolden = { text: 'where do I park', relevant: ['parking'], lang: 'en' }

/** A champion judged on the golden cases of the office. */
async function judgedOffice(): Promise<{ readonly folder: Store; readonly file: string }> {
  const folder = await temporaryDataFolder()
  await writeGolden(folder, officeGolden)
  const { run } = await withChampion(folder)
  return { folder, file: join(runFiles(folder, run).place, 'questions.bin') }
}

/** Retrains with one more pair, and one more golden case. */
async function retrainedWithParking(folder: Store) {
  await writeGolden(folder, [parkingGolden], 'parking.jsonl')
  const { run } = await retrainOffice(folder, [...officePairs, parking])
  const outputs = await evaluation(folder, run)
  const { results } = await readResults(runFiles(folder, run), 'challenger.json')
  return { outputs, results: results.map(({ ms: _, ...result }) => result) }
}

async function evaluation(folder: Store, run: string) {
  return outputsOf(folder, run, 'evaluate')
}

async function outputsOf(folder: Store, run: string, name: string) {
  return (await readRun(folder, run))?.steps.find(({ step }) => step === name)?.outputs ?? {}
}

async function embedderOf(texts: readonly string[]): Promise<Embedder> {
  return (await hashedNgrams.fit(texts, null)).embedder
}

describe('vectors of questions', () => {
  it('are made once for unchanged golden questions, and the new version is still asked them', async () => {
    const [{ folder }, afresh] = [await judgedOffice(), await judgedOffice()]
    const before = Number((await evaluation(folder, 'run-000001')).embeddedQuestions)
    await rm(afresh.file)

    const remembered = await retrainedWithParking(folder)
    const embeddedAnew = await retrainedWithParking(afresh.folder)

    expect(before).toBeGreaterThan(officeGolden.length)
    expect(remembered.outputs).toMatchObject({ reusedQuestions: before })
    expect(remembered.outputs.embeddedQuestions).toBeLessThanOrEqual(4)
    expect(embeddedAnew.outputs).toMatchObject({ reusedQuestions: 0 })
    expect(remembered.results).toHaveLength(4 * (officeGolden.length + 1))
    expect(remembered.results).toEqual(embeddedAnew.results)
  })

  it('are made once for unchanged questions out of scope', async () => {
    const { folder } = await judgedOffice()
    const strays = ['Tell me a joke', 'Will it rain tomorrow?'].map((en) => ({ wordings: { en }, subjects: [] }))
    const fitRanker = rankerFit(USUAL_RISK, async () => strays)
    const embeddedBy = async (pairs: typeof officePairs) => {
      const { run } = await retrainOffice(folder, pairs, { making: { fitRanker } })
      return (await outputsOf(folder, run, 'fit')).embedded
    }
    const pairs = [...officePairs, parking]
    expect(await embeddedBy(pairs)).toBe(2)
    expect(await embeddedBy(pairs.slice(1))).toBe(0)
  })

  it('are not read from an altered file', async () => {
    const { folder, file } = await judgedOffice()
    const bytes = await readFile(file)
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1)
    await writeFile(file, bytes)

    expect((await retrainedWithParking(folder)).outputs).toMatchObject({ reusedQuestions: 0 })
  })

  it('are not reused from another embedder', async () => {
    const { folder } = await judgedOffice()
    const own = await embedderOf(
      officePairs.flatMap((pair) => [pair.question, ...pair.alternateQuestions, pair.answer]),
    )
    const other = await embedderOf(['something else'])
    const found = async ({ identity }: Embedder) =>
      (await earlierQuestionVectors(folder, identity, 'questions.bin', 'evaluate')).size

    expect(await found(own)).toBeGreaterThan(0)
    expect(await found(other)).toBe(0)
  })

  it('are remembered within an evaluation, including missing ones', async () => {
    const embedder = await embedderOf(['open a company'])
    const embedded: (readonly string[])[] = []
    const counting: Embedder = {
      ...embedder,
      embed(texts, role) {
        embedded.push(texts)
        return embedder.embed(texts, role)
      },
    }
    const remembering = rememberingEmbedder(counting, new Map([['…', null]]))

    const [first, again] = [await remembering.embed(['open', '…'], 'query'), await remembering.embed(['open'], 'query')]
    await remembering.embed(['open'], 'passage')

    expect(first).toEqual([...(await embedder.embed(['open'], 'query')), null])
    expect(again).toEqual([first[0]])
    expect(embedded).toEqual([['open'], ['open']])
    expect([remembering.asked.size, remembering.known()]).toEqual([2, 1])
  })
})
