import { expect, it } from 'vitest'
import { pairOf, scriptedAssistant } from '../../support/scripted-assistant.js'
import { join, testChat } from '../../support/test-chat.js'

/** Markdown that looks like Markdown, or HTML, where it is shown. */
const RAW = /\]\s*\[|\]\((?!<?(?:https?|mailto|tel):)|\[\^|&lt;a|<a\s|<www|javascript:|data:text|!\[|^\[t\]:/im

const ANSWERS = [
  'Descárguela en [la página](www.gob.example/curp) o en www.gob.example/ayuda.',
  'Vea [la lista](/oficinas), [el mapa](#mapa) y [el impreso](impresos/EX-15.pdf).',
  'Sí, [escríbanos](whatsapp://send?phone=1).',
  'Todo está en la guía ([léala](https://a.example/guia_(2027))) y [aquí](https://a.example/guia_(2027).',
  'Vea [las tasas][t] y [las otras][u] y ![mapa][t].\n\n[t]: /tasas',
  'Según la ley[^1], [x](javascript:alert(1)) y [y](data:text/html,hi).\n\n[^1]: Art. 3.',
  'Entre en <a href="https://a.example">la <b>sede</b></a>, <a href="javascript:alert(1)">no</a> o <www.b.example>.',
  'Vea [la guía](https://a.example/una guía.pdf) y ![](a.png) [x(https://a.example/z).',
]

it.each(['directline', 'msteams', 'telegram', 'sms', 'facebook'])(
  'no answer shows a link raw on %s',
  async (channel) => {
    for (const linkBase of [null, 'https://gob.example/']) {
      for (const answer of ANSWERS) {
        const pair = pairOf('enlaces', 'es', { answer })
        const assistant = scriptedAssistant([pair])
        assistant.script('enlaces', { kind: 'answered', pair, confidence: 0.9 })
        const chat = testChat(assistant, { channel, linkBase })
        await chat.send(join())
        const told = (await chat.send('enlaces')).map(({ text }) => text).join('\n')
        expect(told).not.toMatch(RAW)
        for (const [, target = ''] of answer.matchAll(/\]\((\/oficinas|#mapa|impresos\/EX-15\.pdf)\)/g)) {
          expect(told.includes(`https://gob.example/${target.replace(/^\//, '')}`)).toBe(linkBase !== null)
        }
      }
    }
  },
)

it.each(['directline', 'sms'])('a mended link leads where it was meant to on %s', async (channel) => {
  const pair = pairOf('curp', 'es', {
    answer: 'Vea [la página](www.gob.example/curp) y [las tasas][t].\n\n[t]: https://a.example/t',
  })
  const assistant = scriptedAssistant([pair])
  assistant.script('curp', { kind: 'answered', pair, confidence: 0.9 })
  const chat = testChat(assistant, { channel })
  await chat.send(join())
  const told = (await chat.send('curp')).map(({ text }) => text).join('\n')
  expect(told).toContain(
    channel === 'sms'
      ? 'Vea la página (https://www.gob.example/curp) y las tasas (https://a.example/t).'
      : 'Vea [la página](<https://www.gob.example/curp>) y [las tasas](<https://a.example/t>).',
  )
})
