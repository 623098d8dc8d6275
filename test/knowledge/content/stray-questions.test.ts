import { readdir, readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { loadLocales } from '../../../bot/locale.js'
import { packagePath } from '../../../knowledge/basics/package-path.js'
import { names, strayQuestions } from '../../../knowledge/content/stray-questions.js'
import { words } from '../../../knowledge/text/normalise.js'

describe('stray questions', () => {
  it('have a wording in each language of their folder, each of them once', async () => {
    const questions = await strayQuestions()
    expect(questions).toContainEqual({
      wordings: { es: '¿Lloverá mañana?', en: 'Will it rain tomorrow?' },
      subjects: [],
    })
    expect(questions).toContainEqual({
      wordings: { es: '¿Cómo registro una marca?', en: 'How do I register a trademark?' },
      subjects: expect.arrayContaining(['marcas', 'trademark']),
    })
    const wordings = questions.flatMap((question) => Object.values(question.wordings))
    expect(new Set(wordings).size).toBe(wordings.length)
  })

  it('name subjects that are single words', async () => {
    const subjects = (await strayQuestions()).flatMap((question) => question.subjects)
    expect(subjects.length).toBeGreaterThan(200)
    expect(subjects.filter((subject) => words(subject).length !== 1)).toEqual([])
  })

  it.each([
    ['trademark', 'trademark'],
    ['trademark', 'trademarks'],
    ['pensión', 'pensiones'],
    ['jubil-', 'jubilarse'],
    ['jubil-', 'jubilación'],
  ])('have %j for a subject where there is the word %j', (subject, word) => {
    expect(names(subject, new Set(['register', ...words(word)]))).toBe(true)
  })

  it.each([
    ['trademark', 'trader'],
    ['car', 'card'],
    ['electricity', 'electronic'],
  ])('do not have %j for a subject where there is only the word %j', (subject, word) => {
    expect(names(subject, new Set(words(word)))).toBe(false)
  })

  it.each(['everyday', 'of-offices'])(
    'exist in every language of the assistant, with the same number of lines: %s',
    async (name) => {
      const folder = packagePath('knowledge', 'stray-questions', name)
      const files = (await readdir(folder)).filter((file) => file.endsWith('.txt'))
      const texts = await Promise.all(files.map((file) => readFile(`${folder}/${file}`, 'utf8')))
      expect(new Set(texts.map((text) => text.split('\n').length)).size).toBe(1)
      const withSubjects = texts.map((text) => text.split('\n').filter((line) => line.includes('\t')).length)
      expect(new Set(withSubjects).size).toBe(1)
      expect(files.map((file) => file.replace('.txt', '')).sort()).toEqual(
        expect.arrayContaining([...loadLocales().keys()]),
      )
    },
  )
})
