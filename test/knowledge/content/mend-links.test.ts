import { describe, expect, it } from 'vitest'
import { mendLinks } from '../../../knowledge/content/links/mend-links.js'
import { leastCpuMsOf } from '../../support/cpu-time.js'

const BASE = 'https://gob.example/es/'
const mended = (text: string) => mendLinks(text, null).text

describe('links in an answer', () => {
  it.each([
    'Vea [la tasa](https://r.example/tasas_2?a=1&b=2) o [a](https://r.example/guia_(2027)) "x"',
    '[llame](tel:+34900000123), [escriba](mailto:a@b.example), <a@b.example>, <https://r.example>',
    '[x](https://a.example "título") y [y](<https://a.example/b>)',
    'Nota [sic], [1][2], \\[x](y) y [ ] casilla (a.pdf)',
    '`[x](/y)` y ``<a href="z">`` y\n\n```\n[x](/y)\n[t]: /u\n```\n',
    '- [ ] hecho\n- [x] hecho',
    'a < b, b > a, <5 euros>',
  ])('stay as they were written where they are right, or none: %s', (text) => {
    expect(mendLinks(text, null)).toEqual({ text, lost: [] })
  })

  it.each([
    ['[x](www.gob.example/a)', '[x](<https://www.gob.example/a>)'],
    ['[x](WWW.gob.example)', '[x](<https://WWW.gob.example>)'],
    ['[x](info@gob.example)', '[x](<mailto:info@gob.example>)'],
    ['<www.gob.example/a>', '[www.gob.example/a](<https://www.gob.example/a>)'],
    ['[x](https://a.example/una guía.pdf)', '[x](<https://a.example/una%20guía.pdf>)'],
    ['[x](  https://a.example  )', '[x](https://a.example)'],
    ['[x] (https://a.example)', '[x](<https://a.example>)'],
    ['[x](https://a.example/guia_(2027) y más', '[x](<https://a.example/guia_(2027)>) y más'],
    ['[x](https://a.example y más', '[x](<https://a.example>) y más'],
    ['[x(https://a.example) y', '[x](<https://a.example>) y'],
    ['vea x](https://a.example) y', 'vea x ([https://a.example](<https://a.example>)) y'],
    ['[](https://a.example)', '[https://a.example](<https://a.example>)'],
    ['[las tasas][t]\n\n[t]: https://a.example "Tasas"', '[las tasas](<https://a.example>)'],
    [
      '[Las Tasas][] y [las tasas].\n\n[las  tasas]: <www.a.example>\n',
      '[Las Tasas](<https://www.a.example>) y [las tasas](<https://www.a.example>).',
    ],
    ['![mapa][m]\n\n[m]: https://a.example/m.png', '![mapa](<https://a.example/m.png>)'],
    ['¡Vea![^1] Más.', '¡Vea!(1) Más.'],
    ['Vea[^1].\n\n[^1]: La ley, art. 3.', 'Vea(1).\n\n(1) La ley, art. 3.'],
    [
      '<a href="https://a.example/?a=1&amp;b=2" target=_blank>La <b>sede</b></a>.',
      '[La sede](<https://a.example/?a=1&b=2>).',
    ],
    ["<A class=x HREF='www.a.example'>\nsede\n</A>", '[sede](<https://www.a.example>)'],
    ['<a name="x">aquí</a>', 'aquí'],
    [
      '[![foto](www.a.example/f.png)](www.a.example)',
      '[![foto](<https://www.a.example/f.png>)](<https://www.a.example>)',
    ],
  ])('are mended where it is plain: %j', (text, right) => {
    const found = mendLinks(text, null)
    expect(found.text.replace(/\(\s+(\S+)\s+\)/, '($1)')).toBe(right)
    expect(found.lost).toEqual([])
    expect(mended(found.text)).toBe(found.text)
  })

  it.each([
    ['[x](/oficinas)', 'https://gob.example/oficinas'],
    ['[x](#mapa)', 'https://gob.example/es/#mapa'],
    ['[x](a.pdf)', 'https://gob.example/es/a.pdf'],
    ['[x](impresos/EX-15.pdf)', 'https://gob.example/es/impresos/EX-15.pdf'],
    ['[x](../a b.html)', 'https://gob.example/a%20b.html'],
    ['[x](//otra.example/a)', 'https://otra.example/a'],
    ['[x](?id=1)', 'https://gob.example/es/?id=1'],
    ['[x][t]\n\n[t]: /tasas', 'https://gob.example/tasas'],
    ['<a href="/sede">x</a>', 'https://gob.example/sede'],
  ])('that are relative lead on from where the setting says, else nowhere: %s', (text, address) => {
    expect(mendLinks(text, BASE)).toEqual({ text: `[x](<${address}>)`, lost: [] })
    const without = mendLinks(text, null)
    expect(without.text).toBe('x')
    expect(without.lost).toHaveLength(1)
  })

  it.each([
    '[x](whatsapp://send?phone=1)',
    '[x](whatsapp:1)',
    '[x](javascript:alert(1))',
    '[x](JAVASCRIPT:alert(1))',
    '[x](javascript&#58;alert(1))',
    '[x](data:text/html,hi)',
    '[x](ftp://a.example)',
    '[x](gob.example/citas)',
    '[x]()',
    '[x](https://)',
    '[x][t]',
    '<a href="javascript:alert(1)">x</a>',
    '[x][t]\n\n[t]: javascript:alert(1)',
    '![x](javascript:alert(1))',
  ])('are their text alone, and named, where they lead nowhere or may not be followed: %s', (text) => {
    const found = mendLinks(text, BASE)
    expect(found.text).toBe('x')
    expect(found.lost).toHaveLength(1)
    expect(found.lost[0]).toContain('x')
  })

  it('are named where only their end is left', () => {
    expect(mendLinks('Vea oficinas](/oficinas).', null)).toEqual({ text: 'Vea oficinas.', lost: ['](/oficinas)'] })
  })

  it('cost little however they are nested', async () => {
    const mostMs = 50
    for (const piece of ['[', ']', '](', '[a](', '<a href=', '[a][', '![', '[^', '](a ']) {
      const text = piece.repeat(240)
      expect(await leastCpuMsOf(5, () => void mendLinks(text, BASE), mostMs), piece).toBeLessThanOrEqual(mostMs)
    }
  })
})
