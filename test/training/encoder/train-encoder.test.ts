import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { staticEncoder } from '../../../knowledge/adapters/static-encoder.js'
import type { Embedder } from '../../../knowledge/ports.js'
import { type EncoderTraining, trainEncoder } from '../../../training/encoder/train-encoder.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { corpusLines, tinyTraining } from '../../support/tiny-corpus.js'

async function training(fields: Partial<EncoderTraining> = {}): Promise<EncoderTraining> {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'a.tsv.gz'), gzipSync(corpusLines.slice(0, 200).join('\n')))
  await writeFile(join(folder, 'b.tsv'), `${corpusLines.slice(200).join('\n')}\n`)
  return {
    corpus: folder,
    heldOut: null,
    teacher: null,
    output: await temporaryFolder(),
    name: 'tiny',
    shape: { words: 1_000, buckets: 512, dimensions: 32 },
    options: tinyTraining,
    ...fields,
  }
}

async function similarity(embedder: Embedder, left: string, right: string): Promise<number> {
  const [a, b] = await embedder.embed([left, right], 'query')
  return a?.reduce((sum, value, i) => sum + value * (b?.[i] ?? 0), 0) ?? Number.NaN
}

describe('training an encoder', () => {
  it('gives translations similar vectors and other meanings different ones', async () => {
    const run = await training()
    const { pairs, curve } = await trainEncoder(run)
    expect(pairs).toBe(corpusLines.length)
    // with so few pairs, too few are kept aside for a score
    expect(curve.map(({ development }) => development)).toEqual([null, null])

    const { embedder } = await staticEncoder(run.output).fit([], null)
    const same = await similarity(embedder, 'close the company', 'cerrar la empresa')
    expect(same).toBeGreaterThan(await similarity(embedder, 'close the company', 'cerrar la firma'))
    expect(same).toBeGreaterThan(await similarity(embedder, 'close the company', 'pedir el certificado'))
    expect(same).toBeGreaterThan(0.7)
  })

  it('gives the same bytes for the same seed and different bytes for another', async () => {
    const [one, two, three] = [await training(), await training(), await training()]
    await trainEncoder(one)
    await trainEncoder(two)
    await trainEncoder({ ...three, options: { ...three.options, seed: 2 } })
    const table = ({ output }: EncoderTraining) => readFile(join(output, 'table.i8'))
    expect((await table(one)).equals(await table(two))).toBe(true)
    expect((await table(one)).equals(await table(three))).toBe(false)
  })

  it('pulls both sides of a pair to the vector of a teacher of one language', async () => {
    const first = await training()
    await trainEncoder(first)
    const { embedder: teacher } = await staticEncoder(first.output).fit([], null)
    const options = { ...first.options, seed: 2, steps: 120, teacherPull: 20 }
    const [alone, taught] = [await training({ options }), await training({ options })]
    await trainEncoder(alone)
    await trainEncoder({ ...taught, teacher: { embedder: teacher, language: 'en' } })

    const [english, spanish] = ['I want to close the company by post', 'quiero cerrar la empresa por correo']
    const [target] = await teacher.embed([english], 'passage')
    const closeness = async ({ output }: EncoderTraining, text: string) => {
      const { embedder } = await staticEncoder(output).fit([], null)
      const [vector] = await embedder.embed([text], 'passage')
      return vector?.reduce((sum, value, d) => sum + value * (target?.[d] ?? 0), 0) ?? Number.NaN
    }
    expect(await closeness(alone, english)).toBeLessThan(0.5)
    expect(await closeness(taught, english)).toBeGreaterThan(0.85)
    expect(await closeness(taught, spanish)).toBeGreaterThan(0.85)
  })

  it('refuses a teacher with longer vectors than the encoder’s', async () => {
    const first = await training()
    await trainEncoder(first)
    const { embedder } = await staticEncoder(first.output).fit([], null)
    const longer = { ...embedder, identity: { ...embedder.identity, dimensions: 384 } }
    await expect(trainEncoder(await training({ teacher: { embedder: longer, language: 'en' } }))).rejects.toMatchObject(
      { code: 'DIMENSION_MISMATCH' },
    )
  })

  it('leaves out pairs that share eight words in a row with a held-out text', async () => {
    const heldOut = await temporaryFolder()
    const text = 'so tell me: I want to close the company at the counter please'
    await writeFile(join(heldOut, 'queries.jsonl'), `${JSON.stringify({ text, relevant: [] })}\n`)
    const once = { ...tinyTraining, steps: 1 }
    expect(await trainEncoder(await training({ heldOut, options: once }))).toMatchObject({
      dropped: 1,
      heldOutTexts: 1,
    })
  })

  it('leaves out pairs that share them with a held-out pair in import format, including its other phrasings', async () => {
    const heldOut = await temporaryFolder()
    const alternateQuestions = ['and how do I want to close the company by post now']
    const pair = { id: 'close', question: 'close', alternateQuestions, answer: 'By post.' }
    await writeFile(join(heldOut, 'pairs.jsonl'), `\uFEFF${JSON.stringify(pair)}\n`)
    const once = { ...tinyTraining, steps: 1 }
    expect(await trainEncoder(await training({ heldOut, options: once }))).toMatchObject({
      dropped: 1,
      heldOutTexts: 3,
    })
  })

  it('refuses held-out texts that it cannot read, wholly or in part', async () => {
    const heldOut = await temporaryFolder()
    const refusal = async (folder: string) => expect(trainEncoder(await training({ heldOut: folder }))).rejects
    await (await refusal(join(heldOut, 'absent'))).toMatchObject({ code: 'IMPORT_UNREADABLE' })
    await (await refusal(heldOut)).toThrow(`${heldOut} holds no .jsonl file: nothing would be kept out of training`)
    await writeFile(join(heldOut, 'queries.jsonl'), '{"label":"fees","text":7}\n\n')
    await (await refusal(heldOut)).toThrow(`the .jsonl files of ${heldOut} hold no text`)
    await writeFile(join(heldOut, 'queries.jsonl'), '{"text":"fees"}\nnot json\n')
    await (await refusal(heldOut)).toThrow(`queries.jsonl has 1 bad line\nline 2: not a JSON object`)
  })

  it('learns titles with the sentences of their paragraphs, because answers are embedded by sentence', async () => {
    const run = await training()
    const paragraph = 'Bring your passport. The fee is sixty euros. Wait for the letter. Nothing else is needed.'
    const lines = Array.from({ length: 70 }, (_, n) => `tb\ten\ten\tHow to register ${n}\t${paragraph}\n`)
    await writeFile(join(run.corpus, 'c.tsv'), lines.join(''))
    // the paragraph and its first three sentences
    expect(await trainEncoder(run)).toMatchObject({ pairs: corpusLines.length + 70 * (1 + 3), tooSmall: [] })
  })

  it('does not overwrite an existing encoder in the output folder', async () => {
    const run = await training({ options: { ...tinyTraining, steps: 1 } })
    await trainEncoder(run)
    const before = await readFile(join(run.output, 'encoder.json'))
    await expect(trainEncoder(run)).rejects.toThrow(`${run.output} holds files already: curve.json, encoder`)
    expect((await readFile(join(run.output, 'encoder.json'))).equals(before)).toBe(true)
    expect((await readdir(run.output)).sort()).toEqual([
      'curve.json',
      'encoder.json',
      'scales.f32',
      'table.i8',
      'vocabulary.txt',
    ])
  })

  it('keeps its checkpoints beside the output folder until the encoder is complete', async () => {
    const output = join(await temporaryFolder(), 'ours')
    const run = await training({ output })
    const seen: string[][] = []
    await trainEncoder({
      ...run,
      onProgress: (step, done) => {
        if (step !== 'train' || (done !== 30 && done !== 31)) return
        seen.push([`${output}.unfinished`, output].filter((folder) => existsSync(join(folder, 'encoder.json'))))
      },
    })
    expect(seen).toEqual([[], [`${output}.unfinished`]])
    expect(existsSync(join(output, 'encoder.json'))).toBe(true)
    expect(existsSync(`${output}.unfinished`)).toBe(false)
  })

  it('names groups that are too small to be drawn, and does not count them', async () => {
    const run = await training({ options: { ...tinyTraining, steps: 1 } })
    await writeFile(join(run.corpus, 'c.tsv'), 'para\tes\tes\tla tasa\tel precio\npar\ten\tes\tfee\ttasa\n')
    expect(await trainEncoder(run)).toMatchObject({
      pairs: corpusLines.length,
      tooSmall: [
        { group: 'c par en-es', pairs: 1 },
        { group: 'c para es-es', pairs: 1 },
      ],
    })
  })

  it('refuses a corpus without a group large enough, and names the least size', async () => {
    const [corpus, output] = [await temporaryFolder(), join(await temporaryFolder(), 'ours')]
    await writeFile(join(corpus, 'a.tsv'), 'par\ten\ten\tfee\tFee\n')
    const refusal = expect.objectContaining({ code: 'IMPORT_INVALID' })
    await expect(trainEncoder(await training({ corpus, output }))).rejects.toEqual(refusal)
    for (const name of ['a', 'b']) await writeFile(join(corpus, `${name}.tsv`), corpusLines.slice(0, 50).join('\n'))
    await expect(trainEncoder(await training({ corpus, output }))).rejects.toThrow(
      `${corpus} has no group of 64 pairs to learn from: a par en-es, the largest, has 50`,
    )
    expect(existsSync(output)).toBe(false)
  })

  it('refuses a folder without a corpus, and a line with another shape', async () => {
    const empty = await temporaryFolder()
    await expect(trainEncoder(await training({ corpus: empty }))).rejects.toMatchObject({ code: 'IMPORT_UNREADABLE' })
    await writeFile(join(empty, 'x.tsv'), 'par\ten\tes\tone side only\n')
    await expect(trainEncoder(await training({ corpus: empty }))).rejects.toThrow(/x\.tsv, line 1: 4 columns where 5/)
  })

  it.each([
    [
      'Latin-1',
      'a.tsv',
      Buffer.from('par\tde\tes\tgut\tbueno\npar\tde\tes\tGeb\xfchr\ttasa\n', 'latin1'),
      'line 2: the text is not UTF-8',
    ],
    ['UTF-16', 'a.tsv', Buffer.from('\uFEFFpar\tde\tes\tgut\tbueno\n', 'utf16le'), 'line 1: the text is not UTF-8'],
    ['a line of headings', 'a.tsv', 'kind\tlangA\tlangB\ttextA\ttextB\n', 'line 1: "langA" is no language code'],
    ['half a gzip file', 'a.tsv.gz', gzipSync(corpusLines.join('\n')).subarray(0, 400), 'cannot be read'],
    ['no gzip file', 'a.tsv.gz', corpusLines.join('\n'), 'cannot be read'],
  ])('refuses %s, naming file and line, before it trains', async (_what, file, content, message) => {
    const [corpus, output] = [await temporaryFolder(), join(await temporaryFolder(), 'ours')]
    await writeFile(join(corpus, file), content)
    const refusal = trainEncoder(await training({ corpus, output }))
    await expect(refusal).rejects.toMatchObject({ code: expect.stringMatching(/^IMPORT_/) })
    await expect(refusal).rejects.toThrow(`${join(corpus, file)}${message.startsWith('line') ? ', ' : ' '}${message}`)
  })

  it('refuses a folder with the name of a corpus file', async () => {
    const corpus = await temporaryFolder()
    await mkdir(join(corpus, 'x.tsv'))
    await expect(trainEncoder(await training({ corpus }))).rejects.toMatchObject({
      code: 'IMPORT_UNREADABLE',
      message: `${join(corpus, 'x.tsv')} cannot be read`,
      next: { do: 'move-folder-elsewhere' },
    })
  })

  it('strips a byte order mark and Windows line ends', async () => {
    const once = { ...tinyTraining, steps: 1 }
    const [plain, windows] = [await training({ options: once }), await training({ options: once })]
    await writeFile(join(plain.corpus, 'b.tsv'), corpusLines.slice(200).join('\n'))
    await writeFile(join(windows.corpus, 'b.tsv'), `\uFEFF${corpusLines.slice(200).join('\r\n')}\r\n`)
    expect(await trainEncoder(windows)).toEqual(await trainEncoder(plain))
    const bytes = ({ output }: EncoderTraining) => readFile(join(output, 'encoder.json'))
    expect(await bytes(windows)).toEqual(await bytes(plain))
  })

  it('refuses an encoder without a name before it reads anything', async () => {
    await expect(trainEncoder(await training({ corpus: '/absent', name: ' ' }))).rejects.toThrow(
      'the name of an encoder cannot be empty',
    )
  })
})

describe('an encoder on the disk', () => {
  it.each(['table.i8', 'vocabulary.txt', 'scales.f32', 'encoder.json'])(
    'is refused when %s is damaged',
    async (file) => {
      const run = await training({ options: { ...(await training()).options, steps: 1 } })
      await trainEncoder(run)
      const bytes = await readFile(join(run.output, file))
      bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 1
      await writeFile(join(run.output, file), bytes.subarray(0, file === 'encoder.json' ? 40 : bytes.length))
      await expect(staticEncoder(run.output).fit([], null)).rejects.toMatchObject({ code: 'EMBEDDER_UNLOADABLE' })
    },
  )

  it('is refused when it replaced the expected one', async () => {
    const [one, other] = [await training(), await training()]
    await trainEncoder({ ...one, options: { ...one.options, steps: 1 } })
    await trainEncoder({ ...other, options: { ...other.options, steps: 2 } })
    const { pin } = await staticEncoder(one.output).fit([], null)
    const swapped = { ...pin, options: { folder: other.output } }
    await expect(staticEncoder().open(swapped, null)).rejects.toMatchObject({ code: 'EMBEDDER_MISMATCH' })
  })
})
