import { expect, it } from 'vitest'
import { inEnglish, readText } from '../../../support/importing.js'

const line = (id: string, answer: string) => JSON.stringify({ id, language: 'es', question: `¿${id}?`, answer })
const FILE = [
  line('curp', 'Vea [la página](www.gob.example/curp).'),
  line('oficinas', 'Vea [la lista](/oficinas) y [el mapa](#mapa).'),
  line('wa', '[escríbanos](whatsapp://send?phone=1)'),
  line('ref', 'Vea [las tasas][t].'),
].join('\n')

it('an import names each pair with links that lead nowhere, and keeps its answers as they are written', async () => {
  const { pairs, notes } = await readText('kb.jsonl', FILE)
  expect(inEnglish(notes)).toEqual([
    'the answers of 3 pairs have links that lead nowhere; citizens see their text alone (oficinas/es: [la lista](/oficinas) ' +
      '[el mapa](#mapa), wa/es: [escríbanos](whatsapp://send?phone=1), ref/es: [las tasas][t]); write whole addresses such as ' +
      'https://…, or set where relative ones begin',
  ])
  expect(pairs[0]?.answer).toBe('Vea [la página](www.gob.example/curp).')
})

it('links that the setting completes are not named', async () => {
  const { notes } = await readText('kb.jsonl', FILE, { linkBase: 'https://gob.example/' })
  expect(inEnglish(notes)).toEqual([expect.stringMatching(/^the answers of 2 pairs .*\(wa\/es: .*, ref\/es: /)])
})
