import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderStore } from '../../../knowledge/adapters/folder-store.js'
import { packagePath } from '../../../knowledge/basics/package-path.js'
import type { Store } from '../../../knowledge/store/store.js'
import { readManifest, versionIds } from '../../../knowledge/version/read-version.js'
import { startCli, ventanilla } from '../../support/built-cli.js'
import { retrainKilled, type StepState } from '../../support/killed-retraining.js'
import { pathsIn } from '../../support/paths-in.js'
import { startedDataFolder } from '../../support/ready-folders.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { corpusLines } from '../../support/tiny-corpus.js'
import { ownWordPairs, tinyEncoder } from '../../support/tiny-encoder.js'

async function importFile(root: string, file: string): Promise<void> {
  const { status, stderr } = await ventanilla(['import', file, '--source', 'test', '--data', root])
  expect(stderr).not.toContain('error')
  expect(status).toBe(0)
}

async function folderWithOwnWords(pairs = ownWordPairs): Promise<Store> {
  const root = await temporaryFolder()
  const file = join(root, 'pairs.jsonl')
  await writeFile(file, pairs.map((pair) => `${JSON.stringify(pair)}\n`).join(''))
  await importFile(root, file)
  return folderStore(root)
}

const sample = (name: string) => packagePath('knowledge', 'examples', 'registro', name)

describe('ventanilla encoder adapt', () => {
  it('adapts an encoder to the sample knowledge base, with which the next version is frozen', async () => {
    const [root, out] = [await temporaryFolder(), join(await temporaryFolder(), 'ours')]
    await importFile(root, sample('pairs.es.jsonl'))
    await importFile(root, sample('pairs.en.jsonl'))

    const adapted = await ventanilla(['encoder', 'adapt', '--out', out, '--steps', '4', '--json', '--data', root])

    expect(adapted.stderr).toMatch(/^adapting the encoder \d+\/4$/m)
    const { revision, adaptedFrom, pairs, textPairs } = JSON.parse(adapted.stdout)
    const description = JSON.parse(
      await readFile(join(packagePath('knowledge/encoder/weights'), 'encoder.json'), 'utf8'),
    )
    expect(JSON.parse(await readFile(join(out, 'encoder.json'), 'utf8'))).toMatchObject({
      adaptedFrom,
      words: description.words,
    })
    expect(pairs).toBe(200)
    expect(textPairs).toBeGreaterThan(500)
    const frozen = await ventanilla(['freeze', '--data', root], { env: { VENTANILLA_EMBEDDER: out } })
    expect(frozen.status).toBe(0)
    expect((await readManifest(folderStore(root), 'kb-000001')).embedder).toMatchObject({
      revision,
      options: { adaptedFrom },
    })
  })

  it('refuses too few pairs, another kind of embedder, and its own starting folder as output', async () => {
    const { place: root } = await folderWithOwnWords(ownWordPairs.slice(0, 2))
    const [out, encoder] = [await temporaryFolder(), await tinyEncoder()]
    const refusal = async (...options: readonly string[]) => {
      const { status, stderr } = await ventanilla(['encoder', 'adapt', ...options, '--data', root])
      expect(status).toBe(2)
      return stderr
    }
    expect(await refusal('--out', out)).toContain('the 2 pairs approved by now hold too little to learn from')
    expect(await refusal('--out', out, '--from', 'hashed-ngrams')).toContain('hashed-ngrams is no encoder of ours')
    expect(await refusal('--out', encoder, '--from', encoder)).toContain(
      `${encoder} holds files already: curve.json, encoder.json, scales.f32, table.i8, vocabulary.txt`,
    )
    expect(await readdir(out)).toEqual([])
  })
})

describe('ventanilla encoder train', () => {
  it('names an encoder after its folder, and says what it could not learn from or score', async () => {
    const [corpus, root] = [await temporaryFolder(), await temporaryFolder()]
    await writeFile(join(corpus, 'a.tsv'), corpusLines.join('\n'))
    await writeFile(join(corpus, 'b.tsv'), 'par\ten\tes\tfee\ttasa\n')
    const out = join(root, 'our-encoder')
    const { stdout, stderr } = await ventanilla(['encoder', 'train', '--corpus', corpus, '--out', out, '--steps', '1'])
    expect(stdout).toBe(`${corpusLines.length} pairs, none held out, not scored: too few pairs\n`)
    expect(stderr).toContain(
      'pairs not learned from, being too few of their file, kind and languages: 1\n  1 of b par en-es',
    )
    const description = JSON.parse(await readFile(join(out, 'encoder.json'), 'utf8'))
    expect(description).toMatchObject({ name: 'our-encoder', languages: ['en', 'es'] })
  })

  it('says which file names have a weight', async () => {
    const { stdout } = await ventanilla(['encoder', 'train', '--help'])
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('so many times as often: tatoeba_es 1.5, usagov 5')
  })
})

describe('ventanilla retrain with ENCODER_ADAPT', () => {
  it('killed while it adapts comes to the version it would have made, and anyone can open that', async () => {
    const [undisturbed, killed] = [await folderWithOwnWords(), await folderWithOwnWords()]
    const env = { ENCODER_ADAPT: 'yes', VENTANILLA_EMBEDDER: await tinyEncoder() }
    const whole = await ventanilla(['retrain', '--data', undisturbed.place], { env })
    expect(whole.stdout).toContain('the encoder was adapted to the approved pairs; the version carries it')

    const adapts = (steps: readonly StepState[]) =>
      steps.some(({ step, state }) => step === 'adapt' && state === 'running')
    expect(await retrainKilled(killed, env, { once: adapts })).toBe(true)
    expect(await versionIds(killed)).toEqual([])
    const { stdout } = await ventanilla(['retrain', '--json', '--data', killed.place], { env })

    expect(JSON.parse(stdout)).toMatchObject({ version: 'kb-000001', resumed: true, encoder: 'adapted' })
    const { contentHash } = await readManifest(killed, 'kb-000001')
    expect(contentHash).toBe((await readManifest(undisturbed, 'kb-000001')).contentHash)
    const act = ['--by', 'Eva', '--reason', 'test', '--override', '--data', killed.place]
    expect((await ventanilla(['promote', 'kb-000001', ...act])).status).toBe(0)
    const asked = await ventanilla(['ask', 'zorble wanted', '--json', '--data', killed.place])
    expect(JSON.parse(asked.stdout)).toMatchObject({ version: 'kb-000001', pairId: 'stamp' })
  })

  it('says that the encoder stays unchanged when there are too few pairs', async () => {
    const folder = await folderWithOwnWords(ownWordPairs.slice(0, 3))
    const { stderr } = await ventanilla(['retrain', '--data', folder.place], { env: { ENCODER_ADAPT: 'yes' } })
    expect(stderr).toContain('the encoder stays as it is: the pairs hold too little to adapt it to')
  })

  it('refuses another kind of embedder before anything begins', async () => {
    const env = { ENCODER_ADAPT: 'yes', VENTANILLA_EMBEDDER: 'hashed-ngrams' }
    const { root, runsFolder } = pathsIn(await folderWithOwnWords())
    const { status, stderr } = await ventanilla(['retrain', '--data', root], { env })
    expect(status).toBe(2)
    expect(stderr).toContain(
      'ENCODER_ADAPT is yes, but VENTANILLA_EMBEDDER is "hashed-ngrams": hashed-ngrams is no encoder of ours',
    )
    expect(await readdir(runsFolder)).toEqual([])
  })

  it('keeps the champion serving when the encoder’s folder is gone, and says why no retraining can begin', async () => {
    const data = await startedDataFolder()
    const gone = join(data, 'our-encoder')
    const server = await startCli(data, { env: { ENCODER_ADAPT: 'yes', VENTANILLA_EMBEDDER: gone } })
    expect(server.output().stderr).toContain(`warning: no retraining can begin: ENCODER_ADAPT is yes`)
    expect(server.output().stderr).toContain(`there is no folder ${gone}`)
    expect(await server.end('SIGTERM')).toBe(0)
  })
})
