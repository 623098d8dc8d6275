import { readdir, readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { loadLocales } from '../../../bot/locale.js'
import { everydayQuestions } from '../../../knowledge/content/everyday.js'
import { packagePath } from '../../../knowledge/package-root.js'

describe('everyday questions', () => {
  it('come from every file, a line each', async () => {
    const questions = await everydayQuestions()
    expect(questions).toContain('Will it rain tomorrow?')
    expect(questions).toContain('¿Lloverá mañana?')
    expect(new Set(questions).size).toBe(questions.length)
  })

  it('are the same in each language that the assistant speaks', async () => {
    const folder = packagePath('knowledge', 'everyday')
    const files = (await readdir(folder)).filter((name) => name.endsWith('.txt'))
    const lengths = await Promise.all(
      files.map(async (name) => (await readFile(`${folder}/${name}`, 'utf8')).split('\n').length),
    )
    expect(new Set(lengths).size).toBe(1)
    expect(files.map((name) => name.replace('.txt', '')).sort()).toEqual(
      expect.arrayContaining([...loadLocales().keys()]),
    )
  })
})
