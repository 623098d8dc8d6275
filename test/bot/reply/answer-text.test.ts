import { describe, expect, it } from 'vitest'
import { escapeMarkdown, markdownLink, safeMarkdown, toPlainText } from '../../../bot/reply/answer-text.js'

describe('safe Markdown', () => {
  it.each([
    'Puede hacerlo **en línea**:\n\n1. Compruebe el nombre.\n2. Pague [la tasa](https://r.example/tasas_2?a=1&b=2).',
    '- 5 < 7 y 7 > 5\n- correo <a@b.example>, web https://r.example/a_b',
    '| a | b |\n| --- | --- |\n| 1 | 2 |',
    '`<script>` es código',
    '[llame](tel:+34900000123) o [escriba](mailto:a@b.example)',
  ])('leaves an honest answer as it was written: %j', (answer) => {
    expect(safeMarkdown(answer)).toBe(answer)
  })

  it.each([
    ['<script>alert(1)</script>', '&lt;script>alert(1)&lt;/script>'],
    ['a <img src=x onerror=alert(1)> b', 'a &lt;img src=x onerror=alert(1)> b'],
    ['<!-- hidden -->', '&lt;!-- hidden -->'],
    ['[x](javascript:alert(1))', 'x'],
    ['[x](JaVaScRiPt:alert(1))', 'x'],
    ['[x](javascript&#58;alert(1))', 'x'],
    ['[**x**](data:text/html,hi)', '**x**'],
    ['<javascript:alert(1)>', 'javascript:alert(1)'],
    ['[x](//evil.example)', 'x'],
    ['[x](/relative)', 'x'],
    ['[x][r]\n\n[r]: javascript:alert(1)', 'x'],
    ['![logo](https://r.example/l.png)', '[logo](<https://r.example/l.png>)'],
    ['![](https://r.example/l.png)', '[https\\://r.example/l.png](<https://r.example/l.png>)'],
    ['![a](javascript:alert(1))', 'a'],
    ['[![a](https://r.example/i.png)](https://r.example)', '[a](https://r.example)'],
    ['[![a](https://r.example/i.png)](javascript:alert(1))', '[a](<https://r.example/i.png>)'],
    ['![a][r]\n\n[r]: https://r.example/l.png', '[a](<https://r.example/l.png>)'],
  ])('turns %j into %j', (answer, safe) => {
    expect(safeMarkdown(answer)).toBe(safe)
  })

  it('finds a link that HTML was hiding', () => {
    const safe = safeMarkdown('<div>\n[x](javascript:alert(1)) ![y](data:image/png,z)\n</div>')
    expect(safe).toBe('&lt;div>\nx y\n&lt;/div>')
  })

  it('changes nothing the second time', () => {
    const hostile =
      '<a href="javascript:x">![a<b>](javascript:1)</a> <https://r.example> [![![x](data:1)](data:2)](data:3)'
    const safe = safeMarkdown(hostile)
    expect(safeMarkdown(safe)).toBe(safe)
    expect(safe).not.toMatch(/\]\(<?(data|javascript)/)
  })

  it('removes control characters and direction overrides', () => {
    expect(safeMarkdown('a\u001B[31mb\u0000\u202Ec\r\nd')).toBe('a[31mbc\nd')
  })

  it.each([
    '>'.repeat(25_000),
    '- '.repeat(12_000),
    '1. '.repeat(8_000),
    `${'*_'.repeat(5_000)}x${'_*'.repeat(5_000)}`,
    `${'> '.repeat(100)}<script>alert(1)</script>`,
  ])('shows bare what is nested too deep: %.20s', (text) => {
    expect(safeMarkdown(text)).not.toMatch(/(?<!\\)<script/)
    expect(toPlainText(text) === text.trim()).toBe(true)
  })

  it('escapes a text completely when every round uncovers more', () => {
    const nested = `${'['.repeat(30)}x${'](data:1)'.repeat(30)}`
    expect(toPlainText(safeMarkdown(nested))).not.toBe('')
    expect(safeMarkdown(nested)).not.toMatch(/[^\\]\]\(data/)
  })
})

describe('a text from a citizen', () => {
  it('means nothing in Markdown once it is escaped', () => {
    const hostile =
      '**b** _i_ [l](javascript:1) <b>h</b> `c` # t\n- i\n1. n www.evil.example a@b.example &lt; ~~s~~ | t'
    expect(toPlainText(escapeMarkdown(hostile))).toBe(hostile.replaceAll('\n', ' '))
    expect(safeMarkdown(escapeMarkdown(hostile))).toBe(escapeMarkdown(hostile))
  })

  it.each([
    '# t',
    '- i',
    '+ i',
    '1. n',
    '12) n',
    '=== x',
    '> q',
    '    code',
    '&amp; &#60;',
    '\\',
    '| a |',
    '```',
    '***',
    '---',
    'www.evil.example',
    'HTTP://evil.example',
    '[l]: http://evil.example',
  ])('stays as it is: %j', (text) => {
    expect(toPlainText(escapeMarkdown(text))).toBe(text.trim())
    expect(escapeMarkdown(text)).not.toMatch(/https?:\/\/|www\./i)
  })

  it('keeps characters that have no meaning at their position', () => {
    expect(escapeMarkdown('Calle del Muelle, 14 (9:00–14:00) - S. L., a@b.example, 50 % & más!')).toBe(
      'Calle del Muelle, 14 (9:00–14:00) - S. L., a@b.example, 50 % & más!',
    )
  })
})

describe('a link', () => {
  it('keeps its text and its address apart', () => {
    expect(markdownLink('a] (b)', 'https://r.example/a b)<')).toBe('[a\\] (b)](<https://r.example/a%20b)%3C>)')
  })

  it('is only its text when the address is invalid', () => {
    expect(markdownLink('Ley 12, art. 3', 'Ley 12, art. 3')).toBe('Ley 12, art. 3')
    expect(markdownLink('x', 'javascript:alert(1)')).toBe('x')
  })
})

describe('plain text', () => {
  it('keeps the content in order, without Markdown characters', () => {
    const answer =
      '# Pasos\n\nHaga **esto**:\n\n1. Entre en [la sede](https://r.example/s).\n2. Pague:\n   - tarjeta\n   - banco\n\n> Nota\n\n---\n\nEscriba a [a@b.example](mailto:a@b.example).'
    expect(toPlainText(answer)).toBe(
      'Pasos\n\nHaga esto:\n\n1. Entre en la sede (https://r.example/s).\n2. Pague:\n  - tarjeta\n  - banco\n\nNota\n\nEscriba a a@b.example.',
    )
  })

  it('passes no escape character to a terminal, not even as an entity', () => {
    expect(toPlainText('a\u001B[2Jb &#27;[31mc &#x9b;d')).toBe('a[2Jb \uFFFD[31mc \uFFFDd')
  })

  it('does not write out an unsafe address', () => {
    expect(toPlainText('[x](javascript:alert(1)) ![foto](https://r.example/f.png)')).toBe('x foto')
  })
})
