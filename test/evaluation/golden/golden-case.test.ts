import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkCuratedCase } from '../../../evaluation/golden/curated-cases.js'
import { type GoldenCase, mergeCases, type PlacedCase } from '../../../evaluation/golden/golden-case.js'
import { readGoldenFolder } from '../../../evaluation/golden/golden-folder.js'
import { NOISES, withNoise } from '../../../evaluation/noise.js'
import { folderShelf } from '../../../knowledge/adapters/folder-shelf.js'
import { packagePath } from '../../../knowledge/basics/package-path.js'
import { caseOf } from '../../support/golden.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

/** The cases as if each stood on a line of one file. */
function onLines(cases: readonly GoldenCase[]): readonly PlacedCase[] {
  return cases.map((golden, i) => ({ golden, place: { what: 'file-line', file: 'mine.jsonl', line: i + 1 } }))
}

describe('a golden set', () => {
  it('merges repeats that agree, and stays critical', () => {
    const merged = mergeCases(
      onLines([caseOf('How much?', ['fees']), caseOf('how much', ['fees'], { critical: true })]),
    )
    expect(merged).toHaveLength(1)
    expect(merged[0]?.critical).toBe(true)
  })

  it('keeps the same words in two languages apart', () => {
    const cases = [caseOf('no', ['a'], { language: 'es' }), caseOf('no', ['b'], { language: 'en' })]
    expect(mergeCases(onLines(cases))).toHaveLength(2)
  })

  it('is refused when it contradicts itself, naming every place', () => {
    const cases = [
      caseOf('How much?', ['fees']),
      caseOf('how much', []),
      caseOf('Where?', ['a']),
      caseOf('where', ['b']),
    ]
    expect(() => mergeCases(onLines(cases))).toThrow(
      'the golden set contradicts itself in 2 places:\n' +
        '"how much" → fees (mine.jsonl line 1) and no answer (mine.jsonl line 2)\n' +
        '"where" → a (mine.jsonl line 3) and b (mine.jsonl line 4)',
    )
  })
})

describe('a golden folder', () => {
  it('is refused where a case asks nothing or its letters are damaged', async () => {
    const folder = await temporaryFolder()
    const file = join(folder, 'a.jsonl')
    await writeFile(file, '{"text":"   ","relevant":["a"]}\n')
    await expect(readGoldenFolder(folderShelf(folder))).rejects.toThrow(/has 1 bad line\nline 1: text: /)
    await writeFile(file, Buffer.from('{"text":"¿Dónde está?","relevant":["a"]}\n', 'latin1'))
    await expect(readGoldenFolder(folderShelf(folder))).rejects.toMatchObject({ message: `${file} is not UTF-8 text` })
  })

  it('names the lines of a contradiction across files, and where curation would make one', async () => {
    const folder = await temporaryFolder()
    const [first, second] = [join(folder, 'a.jsonl'), join(folder, 'b.jsonl')]
    await writeFile(
      first,
      '{"text":"Where?","relevant":["a"]}\n\n{"text":"How much?","relevant":["fees"],"lang":"en"}\n',
    )
    const curated = { text: 'How much?', language: 'en', pairId: 'costs' }
    await expect(checkCuratedCase(folderShelf(folder), curated)).rejects.toMatchObject({
      code: 'GOLDEN_CONTRADICTION',
      message: expect.stringContaining(`"How much?" → fees (${first} line 3) and costs (this decision)`),
    })
    await writeFile(second, '{"text":"how much","relevant":[],"lang":"en"}\n')
    await expect(readGoldenFolder(folderShelf(folder))).rejects.toMatchObject({
      code: 'GOLDEN_CONTRADICTION',
      message: expect.stringContaining(`"how much" → fees (${first} line 3) and no answer (${second} line 1)`),
    })
  })

  it('refuses unknown fields and invalid languages', async () => {
    const folder = await temporaryFolder()
    const file = join(folder, 'mine.jsonl')
    const lines = [
      { text: 'a', relevant: ['fees'], criticall: true },
      { text: 'b', relevant: [], relevent: ['fees'], Lang: 'es' },
      { text: 'c', relevant: [], lang: 'english' },
      { text: 'd', relevant: [], lang: 'es' },
    ]
    await writeFile(file, `${lines.map((line) => JSON.stringify(line)).join('\n')}\n"e"\n`)
    await expect(readGoldenFolder(folderShelf(folder))).rejects.toMatchObject({
      code: 'IMPORT_INVALID',
      message:
        `${file} has 4 bad lines\n` +
        'line 1: criticall is no field\n' +
        'line 2: relevent is no field; Lang is no field\n' +
        'line 3: lang: a language is a two- or three-letter code such as "es"\n' +
        'line 5: not a JSON object',
    })
  })

  it('says which file cannot be read', async () => {
    const folder = await temporaryFolder()
    await mkdir(join(folder, 'mine.jsonl'))
    await expect(readGoldenFolder(folderShelf(folder))).rejects.toMatchObject({
      code: 'IMPORT_UNREADABLE',
      message: `${join(folder, 'mine.jsonl')} cannot be read`,
    })
  })
})

describe('noise', () => {
  it.each(NOISES)('of kind %s is the same every time and differs from the question', (noise) => {
    const question = '¿Cómo registro una sociedad limitada en línea?'
    expect(withNoise(question, noise)).toBe(withNoise(question, noise))
    expect(withNoise(question, noise)).not.toBe(question)
  })

  it('drops accents and punctuation, or shouts', () => {
    expect(withNoise('¿Dónde está la oficina?', 'no-accents')).toBe('donde esta la oficina')
    expect(withNoise('¿Dónde está la oficina?', 'shout')).toBe('DÓNDE ESTÁ LA OFICINA???')
  })

  it('leaves the vowels of scripts that write them as marks', () => {
    expect(withNoise('कार का टैक्स कहाँ भरें?', 'no-accents')).toBe('कार का टैक्स कहाँ भरें')
    expect(withNoise('กรมสรรพากรอยู่ที่ไหน?', 'no-accents')).toBe('กรมสรรพากรอยู่ที่ไหน')
    expect(withNoise('Где ИНН ☎️ ёлка?', 'no-accents')).toBe('где инн елка')
  })

  it.each(['es', 'en'])('has a typing mistake in every golden question of the sample in %s', async (language) => {
    const lines = (await readFile(packagePath('knowledge', 'examples', 'registro', `golden.${language}.jsonl`), 'utf8'))
      .trim()
      .split('\n')
    const questions: readonly string[] = lines.map((line) => JSON.parse(line).text)
    expect(questions.filter((question) => withNoise(question, 'typos') === question)).toEqual([])
  })

  it('makes no typing mistake where no two letters stand together', () => {
    for (const text of ['😀', '1 2 3', 'a b', 'aa', '']) expect(withNoise(text, 'typos')).toBe(text)
  })

  it('keeps typing mistakes few', () => {
    const question = 'how do I change the registered address of my company'
    expect(Math.abs(withNoise(question, 'typos').length - question.length)).toBeLessThanOrEqual(4)
  })
})
