import { createHash } from 'node:crypto'
import { chmod, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { eldLanguageDetector } from '../../../knowledge/adapters/eld-language-detector.js'
import type { QnaPair } from '../../../knowledge/content/qna-pair.js'
import { decodeLexical, encodeLexical } from '../../../knowledge/search/lexical/lexical-file.js'
import { collectLexicalParts } from '../../../knowledge/search/lexical/lexical-parts.js'
import { createSearcher } from '../../../knowledge/search/searcher.js'
import type { Store } from '../../../knowledge/store/store.js'
import { freeze } from '../../../knowledge/version/freeze.js'
import { openLexical } from '../../../knowledge/version/open-lexical.js'
import { openSnapshot } from '../../../knowledge/version/open-snapshot.js'
import { fitDefaultRanker } from '../../support/default-fit.js'
import { freezeRequest, pair, snapshotParts, temporaryDataFolder } from '../../support/freezing.js'
import { pathsIn } from '../../support/paths-in.js'
import { officeGolden, officePairs } from '../../support/retraining.js'
import { seededRandom } from '../../support/seeded-vectors.js'

const fileOf = (folder: Store, name: string) => join(pathsIn(folder).versionFolder('kb-000001'), name)

async function frozenOffice(): Promise<Store> {
  const folder = await temporaryDataFolder()
  await freeze(freezeRequest(folder, { pairs: officePairs, fitRanker: fitDefaultRanker }))
  return folder
}

/** As if the version had been frozen with other bytes in its lexical file; with null, with no such file. */
async function refreeze(folder: Store, change: (bytes: Buffer) => Uint8Array | null): Promise<void> {
  const [file, manifestFile] = [fileOf(folder, 'lexical.bin'), fileOf(folder, 'manifest.json')]
  const manifest = JSON.parse(await readFile(manifestFile, 'utf8'))
  const bytes = change(await readFile(file))
  await rm(file)
  if (bytes === null) delete manifest.files['lexical.bin']
  else {
    await writeFile(file, bytes)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    manifest.files['lexical.bin'] = { sha256, bytes: bytes.length }
  }
  await chmod(manifestFile, 0o600)
  await writeFile(manifestFile, JSON.stringify(manifest))
}

async function decisionsOf(folder: Store) {
  const snapshot = await openSnapshot(folder, 'kb-000001', snapshotParts)
  const searcher = createSearcher(snapshot, await eldLanguageDetector(['en']))
  const now = new Date('2026-11-01T10:00:00Z')
  const decisions = []
  for (const { text } of officeGolden) {
    decisions.push(await searcher.search({ text, languageHint: 'en', filter: {}, now }))
  }
  await snapshot.embedder.close()
  return decisions
}

describe('the lexical file of a version', () => {
  it.each([
    ['read from it', async (pairs: readonly QnaPair[]) => encodeLexical(await collectLexicalParts(pairs))],
    ['built where it is absent', async () => null],
  ])('lets other work have its turn while it is %s', async (_what, bytesOf) => {
    const pairs = Array.from({ length: 1_000 }, (_, i) => pair(`matter${i}`))
    const bytes = await bytesOf(pairs)
    let turns = 0
    let open = true
    const count = () => {
      turns++
      if (open) setImmediate(count)
    }
    setImmediate(count)

    await openLexical(bytes, pairs)
    open = false

    // Six fields to read, or five times two hundred pairs to take apart and six to file; six to weigh.
    expect(turns).toBeGreaterThanOrEqual(bytes === null ? 5 + 6 + 6 : 6 + 6)
  })

  it.each([
    ['is absent, as in versions of earlier releases', () => null],
    [
      'has the format of another release',
      (bytes: Buffer) => {
        bytes.writeUInt32LE(99, 4)
        return bytes.subarray(0, 100)
      },
    ],
  ])('may be done without: where it %s, the version answers the same', async (_what, change) => {
    const folder = await frozenOffice()
    const before = await decisionsOf(folder)
    await refreeze(folder, change)

    expect(await decisionsOf(folder)).toEqual(before)
  })

  it('is refused where it belongs to other pairs', async () => {
    const folder = await frozenOffice()
    const others = encodeLexical(await collectLexicalParts(officePairs.slice(1)))
    await refreeze(folder, () => others)

    await expect(openSnapshot(folder, 'kb-000001', snapshotParts)).rejects.toMatchObject({
      code: 'VERSION_DAMAGED',
      message: 'version kb-000001 is damaged: lexical.bin does not fit its pairs',
    })
  })

  it('is the same for the same pairs, byte for byte', async () => {
    const bytes = encodeLexical(await collectLexicalParts(officePairs))

    // Another hash means that features, words or layout have changed: raise FORMAT, so that versions of releases before are
    // opened with what they would be given now.
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(
      '500c47e54bc58cebeebac6a82903da5ba8e57479dc939daf21eb9ccbac7b5264',
    )
    const parts = await decodeLexical(bytes, 2 * officePairs.length, officePairs.length)
    expect(parts).toEqual(await collectLexicalParts(officePairs))
  })

  it('is recognised as damaged when any number is out of range or the end is missing', async () => {
    const bytes = encodeLexical(await collectLexicalParts(officePairs))
    const read = (damaged: Uint8Array) => decodeLexical(damaged, 2 * officePairs.length, officePairs.length)
    for (const length of [0, 8, 12, 40, bytes.length / 2, bytes.length - 4]) {
      expect(await read(bytes.subarray(0, 4 * Math.floor(length / 4)))).toBeNull()
    }
    expect(await read(new Uint8Array([...bytes, 0, 0, 0, 0]))).toBeNull()
    expect(await decodeLexical(bytes, 2 * officePairs.length + 1, officePairs.length)).toBeNull()
    const random = seededRandom(3)
    let refused = 0
    for (let i = 0; i < 200; i++) {
      const altered = new Uint8Array(bytes)
      altered[4 * Math.floor((random() * bytes.length) / 4) + 3] = 0xff
      const parts = await read(altered)
      if (parts === null) refused++
      else
        for (const { ids, lengths } of Object.values(parts.answer))
          expect(Math.max(...ids)).toBeLessThan(lengths.length)
    }
    // Features, lengths and words may be any number.
    expect(refused).toBeGreaterThan(50)
  })
})
