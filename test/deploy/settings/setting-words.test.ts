import { describe, expect, it } from 'vitest'
import { cliLanguages } from '../../../deploy/cli/words.js'
import { settingLanguages, settingWords } from '../../../deploy/settings/setting-words.js'
import { SETTING_GROUPS, settingEntries } from '../../../deploy/settings/settings.js'

/** Names and figures, which are the same in every language, except names of persons and things. */
function keyWords(text: string): readonly string[] {
  return [...new Set(text.match(/`[^`]+`|\b[A-Z]+_[A-Z_]+\b|\b\d+(?:\.\d+)*\b|\/[a-z/0-9]+/g) ?? [])].sort()
}

describe('the settings', () => {
  it('are explained in every language that the command line speaks', () => {
    expect(settingLanguages()).toEqual(cliLanguages())
  })

  it.each(settingLanguages())(
    'are explained one by one in %s, with the same names and figures as in English',
    (language) => {
      const { about, group } = settingWords(language)
      for (const name of SETTING_GROUPS) expect(group(name)).toMatch(/\S/)
      for (const [name, english] of settingEntries()) {
        const { meaning, shape } = about(name)
        expect([name, keyWords(meaning), keyWords(shape)]).toEqual([
          name,
          keyWords(english.meaning),
          keyWords(english.shape),
        ])
      }
    },
  )

  it('are explained in English when there is no translation', () => {
    expect(settingWords('lv').about('PORT').shape).toBe('a port number, 0 to 65535 (0 takes any free port)')
    expect(settingWords('es').about('PORT').shape).toBe(
      'un número de puerto, de 0 a 65535 (0 toma cualquiera que esté libre)',
    )
  })
})
