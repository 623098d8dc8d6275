import { describe, expect, it } from 'vitest'
import { passagesOf, phrasingsOf, sentencesOf } from '../../../knowledge/content/passage.js'
import { pairOf } from '../../support/snapshot.js'

const fees = pairOf({
  id: 'fees',
  question: 'What are the fees?',
  alternateQuestions: ['price list'],
  answer:
    'It costs 60 euros. You pay [by card](https://registro.example/pay) or at the counter.\n\n- Certificates cost 5 euros\n- Yes.',
})
const hours = pairOf({ id: 'hours', question: 'When are you open?', answer: 'From nine to two.' })

describe('the passages of a version', () => {
  it('are all phrasings first, then the sentences of all answers', () => {
    const passages = passagesOf([fees, hours])
    expect(passages.slice(0, 3).map(({ text, pair }) => [text, pair])).toEqual([
      ['What are the fees?', 0],
      ['price list', 0],
      ['When are you open?', 1],
    ])
    expect(passages.slice(3).map(({ text, pair, part }) => [text, pair, part])).toEqual([
      ['It costs 60 euros.', 0, 'answer'],
      ['You pay [by card] or at the counter.', 0, 'answer'],
      ['- Certificates cost 5 euros', 0, 'answer'],
      ['From nine to two.', 1, 'answer'],
    ])
  })

  it('begin with exactly the phrasings', () => {
    const phrasings = phrasingsOf([fees, hours])
    expect(passagesOf([fees, hours]).slice(0, phrasings.length)).toMatchObject(phrasings)
  })
})

describe('the sentences of an answer', () => {
  it('leave out short pieces and addresses, and are limited in number', () => {
    expect(sentencesOf({ answer: 'Yes. See https://registro.example/a/b?c for it all.', language: 'en' })).toEqual([
      'See   for it all.',
    ])
    expect(sentencesOf({ answer: 'One two three. '.repeat(100), language: 'en' })).toHaveLength(40)
  })
})
