import { describe, expect, it } from 'vitest'
import { fold, normalise, wholeWords, words, writtenWords } from '../../../knowledge/text/normalise.js'

describe('normalise', () => {
  it('collapses white space and drops control and invisible characters', () => {
    expect(normalise('  ¿Cómo\n registro\t\u200bmi\u0000 empresa? ')).toBe('¿Cómo registro mi empresa?')
  })

  it('unifies full-width and ligature forms', () => {
    expect(normalise('Ｆｏｒｍ １０９９ ﬁling')).toBe('Form 1099 filing')
  })
})

describe('words', () => {
  it('are the same with and without accents and capitals', () => {
    expect(words('¿DÓNDE ESTÁ la Oficina?')).toEqual(words('donde esta la oficina'))
  })

  it('do not include emoji and punctuation', () => {
    expect(words('👍🏽 ¿?… 🇪🇸')).toEqual([])
  })

  it('split form codes into letters and numbers that stand alone', () => {
    expect(words('Formulario 1099-R')).toEqual(['formulario', '1099', 'r'])
  })

  it('cut a word of three hundred letters', () => {
    expect(words('a'.repeat(300))).toEqual(['a'.repeat(40)])
  })

  it('keep marks that are vowels, and lose accents and the marks of emoji', () => {
    expect(words('कार कर')).toEqual(['कार', 'कर'].map((word) => word.normalize('NFKD')))
    expect(words('が')).not.toEqual(words('か'))
    expect(words('é ё ả 2️⃣ ❤️')).toEqual(['e', 'е', 'a', '2'])
  })

  it('are pairs of letters where nothing tells words apart', () => {
    expect(words('护照遗失了，怎么办？')).toEqual(['护照', '照遗', '遗失', '失了', '怎么', '么办'])
    expect(words('护照 A4表 2026年')).toEqual(['护照', 'a4', '表', '2026', '年'])
    expect(words('ที่อยู่')).toEqual(['ที่อ', 'อยู่'].map((pair) => pair.normalize('NFKD')))
    expect(words('公'.repeat(300))).toHaveLength(299)
  })

  it('are whole for the embedders, in any script', () => {
    expect(wholeWords('护照遗失了，怎么办？ A4')).toEqual(['护照遗失了', '怎么办', 'a4'])
  })

  it('are found in Cyrillic and Greek text', () => {
    expect(words('Где мой ответ')).toEqual(['где', 'мои', 'ответ'])
  })
})

describe('written words', () => {
  it('keep capitals and accents', () => {
    expect(writtenWords('¿Dónde está?')).toEqual(['Dónde', 'está'])
  })

  it('are pairs of letters where nothing tells words apart', () => {
    expect(writtenWords('护照遗失')).toEqual(['护照', '照遗', '遗失'])
  })
})

describe('fold', () => {
  it('leaves digits and letters of other scripts in place', () => {
    expect(fold('Ñandú 42 Ж')).toBe('nandu 42 ж')
  })
})
