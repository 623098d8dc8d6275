import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readImportFile } from '../../../../knowledge/content/import/read-import-file.js'
import { requirementPath, requireOrSkip } from '../../../support/requirements.js'

requireOrSkip('shared')('the knowledge bases of the shared data', () => {
  it('import whole, every one', async () => {
    const data = join(requirementPath('shared'), 'data')
    const files = (await readdir(data, { recursive: true })).filter((name) => /kb[^/]*\.jsonl$/.test(name))
    expect(files.length).toBeGreaterThan(10)
    for (const name of files) {
      const lines = (await readFile(join(data, name), 'utf8')).trim().split('\n')
      const { pairs } = await readImportFile(join(data, name))
      const expected = lines.map((line) => {
        const { id, question, answer, lang } = JSON.parse(line)
        return {
          id,
          question: question.normalize('NFC').trim(),
          answer: answer.normalize('NFC').trim(),
          language: lang,
        }
      })
      expect(
        pairs.map(({ id, question, answer, language }) => ({ id, question, answer, language })),
        name,
      ).toEqual(expected)
    }
  })
})
