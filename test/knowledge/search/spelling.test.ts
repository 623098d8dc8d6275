import { describe, expect, it } from 'vitest'
import { commonWords } from '../../../knowledge/search/spelling/common-words.js'
import { mendText, spellingCorrector } from '../../../knowledge/search/spelling/spelling.js'
import { vocabularyOf } from '../../../knowledge/search/spelling/vocabulary.js'
import { slipsBetween } from '../../../knowledge/text/slips.js'
import { soundOf } from '../../../knowledge/text/sound.js'

describe('slips', () => {
  it.each([
    ['empresa', 'empresa', 0],
    ['empresa', 'enpresa', 1],
    ['empresa', 'empresas', 1],
    ['empresa', 'mpresa', 1],
    ['empresa', 'emrpesa', 1],
    ['empresa', 'enpreza', 2],
    ['abcd', 'badc', 2],
    ['casa', 'cosas', 2],
  ])('between %s and %s are %d', (left, right, slips) => {
    expect(slipsBetween(left, right)).toBe(slips)
    expect(slipsBetween(right, left)).toBe(slips)
  })
})

describe('the sound', () => {
  it.each([
    ['hacer', 'aser'],
    ['llave', 'yabe'],
    ['desbloqueo', 'desblokeo'],
    ['jefe', 'gefe'],
    ['excelente', 'exelente'],
    ['cheque', 'cheke'],
    ['muy', 'mui'],
    ['invierno', 'imbierno'],
  ])('of %s is that of %s', (written, heard) => {
    expect(soundOf(heard)).toBe(soundOf(written))
  })

  it.each([
    ['casa', 'caza', true],
    ['coche', 'cohe', false],
    ['gato', 'jato', false],
    ['cosa', 'quesa', false],
    ['guerra', 'gerra', false],
  ])('of %s and %s is the same: %s', (left, right, same) => {
    expect(soundOf(left) === soundOf(right)).toBe(same)
  })
})

describe('the corrector', () => {
  const correct = spellingCorrector(
    vocabularyOf(
      new Map([
        ['registro', 1],
        ['empresa', 2],
        ['tasa', 1],
        ['tasas', 2],
        ['autenticacion', 1],
        ['llevar', 1],
        ['modelo', 1],
        ['1099', 1],
        ['x', 1],
        ['r', 1],
      ]),
    ),
    new Set(['tapas', 'q', 'registro', 'empresa', 'llevar', 'modelo', 'tasa', 'tasas']),
  )

  it.each([
    ['a slip', 'enpresa', ['empresa']],
    ['two neighbours swapped', 'ergistro', ['registro']],
    ['as many slips as a third of a long word', 'atenticcaoon', ['autenticacion']],
    ['what is spelled by ear', 'yebar', ['llevar']],
    ['a short form, common or not', 'q', ['que']],
    ['what office words are clipped to', 'ayto', ['ayuntamiento']],
    ['what chat messages make of courtesy', 'grax', ['gracias']],
    ['a form code written together', '1099r', ['1099', 'r']],
    ['a slip, to the more frequent of two neighbours', 'tasav', ['tasas']],
  ])('mends %s', (_, written, meant) => {
    expect(correct(written)).toEqual(meant)
  })

  it.each([
    ['is known', 'empresa'],
    ['is a short form elsewhere, but known here', 'x'],
    ['is right although no text has it', 'tapas'],
    ['is short', 'tsa'],
    ['is an amount', '304'],
    ['is a code of which a part is unknown', '1099z'],
    ['has too many slips for its length', 'mdlro'],
    ['is like none', 'vacuna'],
  ])('leaves alone what %s', (_, word) => {
    expect(correct(word)).toEqual([word])
  })

  it('corrects at most one mistake in a language whose words are not known', () => {
    const careful = spellingCorrector(['autenticacion', 'registro'], new Set())
    expect(careful('autenticaccion')).toEqual(['autenticacion'])
    expect(careful('atenticcaoon')).toEqual(['atenticcaoon'])
  })

  it('does not correct by sound there: "hecke" is a hedge in German, "ecke" a corner', () => {
    const german = spellingCorrector(['ecke', 'und', 'anmelden', 'strasse'], new Set())
    expect(german('hecke')).toEqual(['hecke'])
    expect(correct('enpreza')).toEqual(['empresa'])
  })

  it('does not correct clauses in scripts without spaces: 离婚 is a divorce, 结婚 a marriage', () => {
    const chinese = spellingCorrector(['结婚', '婚登', '登记', '办理', 'register'], new Set())
    for (const text of ['离婚登记', '办理离婚A登记', '离婚regster']) expect(mendText(text, chinese)).toBe(text)
  })

  it('corrects words within a text and leaves the rest unchanged', () => {
    expect(mendText('¿Cuánto es la taza de mi enpresa por el 1099r, «Ñandú S.L.»?', correct)).toBe(
      '¿Cuánto es la tasa de mi empresa por el 1099 r, «Ñandú S.L.»?',
    )
    expect(mendText('', correct)).toBe('')
  })

  it('treats a capitalised word within a sentence as a name, unless most words are capitalised', () => {
    expect(mendText('tengo una Enpresa en Tassas', correct)).toBe('tengo una Enpresa en Tassas')
    expect(mendText('Buenos días. Enpresa nueva', correct)).toBe('Buenos días. empresa nueva')
    expect(mendText('Modelo De Enpresa', correct)).toBe('Modelo De empresa')
    expect(mendText('MODELO DE ENPRESA', correct)).toBe('MODELO DE empresa')
  })
})

describe('common words', () => {
  it.each(['latvia', 'letonia', 'lisbon', 'bogota', 'japones', 'casa', 'house'])('have %s among them', async (word) => {
    expect((await commonWords()).has(word)).toBe(true)
  })
})
