import { describe, expect, it } from 'vitest'
import { splitText } from '../../../bot/reply/split-text.js'
import { pairOf, scriptedAssistant } from '../../support/scripted-assistant.js'
import { join, testChat, titles } from '../../support/test-chat.js'

const steps = Array.from({ length: 12 }, (_, i) => pairOf(`step-${i}`, 'es', { answer: `Es el paso ${i}.` }))
const long = pairOf('long', 'es', {
  answer: Array.from({ length: 9 }, (_, i) => `Parte ${i}. ${'Más y más. '.repeat(50)}`.trim()).join('\n\n'),
  prompts: steps.map(({ id }, i) => ({ displayText: `Paso ${i}`, pairId: id })),
})

async function onChannel(channel: string) {
  const assistant = scriptedAssistant([long, ...steps])
  assistant.script('todo', { kind: 'answered', pair: long, confidence: 0.9 })
  const chat = testChat(assistant, { channel })
  await chat.send(join())
  return chat
}

describe('a reply that is too much for its channel', () => {
  it('has the buttons that fit, and lists all choices by number', async () => {
    const chat = await onChannel('facebook')
    const reply = (await chat.send('todo')).at(-1)
    expect(titles(reply)).toEqual(['Me sirve', 'No me sirve', ...steps.slice(0, 8).map((_, i) => `Paso ${i}`)])
    expect(reply?.text).toMatch(/1\. Paso 0\n2\. Paso 1\n[\s\S]*12\. Paso 11\n\nConteste con el número\.$/)
    expect((await chat.send('12')).at(-1)?.text).toContain('Es el paso 11.')
  })

  it('is sent complete in several messages, with the buttons under the last', async () => {
    const chat = await onChannel('facebook')
    const messages = await chat.send('todo')
    expect(messages.length).toBeGreaterThan(2)
    expect(messages.every(({ text = '' }) => text.length <= 2_000)).toBe(true)
    for (let part = 0; part < 9; part++) {
      expect(messages.filter(({ text }) => text?.includes(`Parte ${part}. Más`))).toHaveLength(1)
    }
    expect(messages.map((message) => titles(message).length > 0)).toEqual(
      messages.map((_, place) => place === messages.length - 1),
    )
  })

  it('is one message on the chat page, with all of its buttons', async () => {
    const messages = await (await onChannel('directline')).send('todo')
    expect(messages.map((message) => titles(message).length)).toEqual([14])
  })
})

describe('the splitting of a text', () => {
  it.each([
    ['between paragraphs', 'one two\n\nthree\nfour', 12, ['one two', 'three\nfour']],
    ['else between lines', 'one two\nthree', 9, ['one two', 'three']],
    ['else between words', 'one two three', 8, ['one two', 'three']],
    ['else anywhere', 'abcdefg', 3, ['abc', 'def', 'g']],
    ['but not within a character', 'ab😀c', 3, ['ab', '😀c']],
    ['not where it fits', 'one\n\ntwo', 8, ['one\n\ntwo']],
  ])('is %s', (_, text, most, parts) => {
    expect(splitText(text, most)).toEqual(parts)
  })
})
