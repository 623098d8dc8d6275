import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Assistant } from '../../../bot/ports.js'
import { eldLanguageDetector } from '../../../knowledge/adapters/eld-language-detector.js'
import { packagePath } from '../../../knowledge/basics/package-path.js'
import { pairKey, type QnaPair, qnaPairSchema } from '../../../knowledge/content/qna-pair.js'
import { createSearcher } from '../../../knowledge/search/searcher.js'
import { snapshotOf } from '../../support/snapshot.js'
import { join, press, testChat, titles } from '../../support/test-chat.js'

let assistant: Assistant

beforeAll(async () => {
  assistant = await assistantIn(['en', 'es'])
})

async function assistantIn(languages: readonly string[]): Promise<Assistant> {
  const pairs = languages.flatMap(samplePairs)
  const byKey = new Map(pairs.map((pair) => [pairKey(pair), pair]))
  const searcher = createSearcher(await snapshotOf(pairs), await eldLanguageDetector(languages))
  return {
    ask: (question) => searcher.search(question),
    pair(id, language) {
      const pair = byKey.get(pairKey({ id, language }))
      return pair === undefined ? null : { pair, version: 'kb-000001' }
    },
    starters: (language) => pairs.filter((pair) => pair.language === language && pair.metadata.starter !== undefined),
    languages: () => languages,
  }
}

function samplePairs(language: string): readonly QnaPair[] {
  const file = packagePath('knowledge', 'examples', 'registro', `pairs.${language}.jsonl`)
  const lines = readFileSync(file, 'utf8').trim().split('\n')
  return lines.map((line) => qnaPairSchema.parse(JSON.parse(line)))
}

describe('a chat over the sample knowledge base', () => {
  it.each([
    ['es', 'Hablar con una persona', '+999'],
    ['en', 'Talk to a person', '+999'],
  ])('leads to a person by button: %s', async (locale, title, phone) => {
    const chat = testChat(assistant, { locale })
    const [greeting] = await chat.send(join())
    const [reply] = await chat.send(press(greeting, title))
    expect(reply?.text).toContain(phone)
    expect(chat.turns).toMatchObject([{ kind: 'handoff', pairIds: ['talk-to-person'], language: locale }])
  })

  it('answers every starter question, and every prompt of it', async () => {
    for (const locale of ['es', 'en']) {
      const chat = testChat(assistant, { locale })
      const [greeting] = await chat.send(join())
      for (const starter of titles(greeting).slice(0, -1)) {
        const [reply] = await chat.send(press(greeting, starter))
        expect(reply?.text).toMatch(/https:\/\/registro\.valdoria\.example/)
        for (const title of titles(reply)) await chat.send(press(reply, title))
      }
      expect(chat.turns.length).toBeGreaterThan(8)
      expect(new Set(chat.turns.map(({ kind }) => kind))).toEqual(new Set(['answered']))
      expect(chat.log).toEqual([])
    }
  })

  it('continues in the language that the citizen writes', async () => {
    const chat = testChat(assistant, { locale: 'es' })
    await chat.send(join())
    const [english] = await chat.send('How do I register a limited company online?')
    expect(english).toMatchObject({ locale: 'en', text: expect.stringContaining('Source:') })
    const [spanish] = await chat.send('¿Cuánto cuesta registrar una sociedad limitada por internet?')
    expect(spanish).toMatchObject({ locale: 'es', text: expect.stringContaining('florines') })
  })

  it('continues in a language without answers, until the citizen writes in another', async () => {
    const chat = testChat(await assistantIn(['es']), { locale: 'es' })
    await chat.send(join())
    const [english] = await chat.send('Where can people leave luggage overnight?')
    expect(english).toMatchObject({ locale: 'en' })
    const [short] = await chat.send('no luggage storage then?')
    expect(short).toMatchObject({ locale: 'en' })
    const [spanish] = await chat.send('¿Cuánto cuesta registrar una sociedad limitada por internet?')
    expect(spanish).toMatchObject({ locale: 'es', text: expect.stringContaining('florines') })
  })

  it('says what it does not know, and records it for the editors', async () => {
    const chat = testChat(assistant, { locale: 'es' })
    await chat.send(join())
    const [reply] = await chat.send('¿Me da una receta de paella con conejo?')
    expect(reply?.text).toContain('No tengo una respuesta segura')
    expect(chat.unanswered).toMatchObject([{ text: '¿Me da una receta de paella con conejo?', version: 'kb-000001' }])
  })
})
