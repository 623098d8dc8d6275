import { describe, expect, it } from 'vitest'
import { authorOf, named, type Person, personBy, samePerson, storedAuthor, storedBy } from '../../knowledge/person.js'

const ana: Person = { name: 'Ana Ruiz', account: 'ana@town.example' }

describe('two people are one', () => {
  it.each<[string, Person, Person, boolean]>([
    ['by their account, whatever they are called', ana, { name: 'A. Ruiz', account: 'ana@town.example' }, true],
    ['not by their name where each has an account', ana, { name: 'Ana Ruiz', account: 'ruiz@town.example' }, false],
    ['by their name where only one has an account', ana, named(' ana  RUIZ '), true],
    ['by their name where none has an account', named('Ana Ruiz'), named('ANA RUIZ'), true],
    ['not where their names differ and one has no account', ana, named('Eva Sol'), false],
  ])('%s', (_, a, b, expected) => {
    expect([samePerson(a, b), samePerson(b, a)]).toEqual([expected, expected])
  })
})

describe('a person on record', () => {
  it('is only the name where there is no account', () => {
    expect([storedBy(named('Ana')), storedAuthor(named('Ana')), storedAuthor(null)]).toEqual([
      { by: 'Ana' },
      { author: 'Ana' },
      { author: null },
    ])
  })

  it('reads back the same, with no account where none was stored', () => {
    for (const person of [ana, named('Ana Ruiz')]) {
      expect([personBy(storedBy(person)), authorOf(storedAuthor(person))]).toEqual([person, person])
    }
    expect(authorOf({ author: null })).toBeNull()
  })
})
