import { describe, expect, it } from 'vitest'
import { type Damage, damagedTexts } from '../../../evaluation/gate/damaged-texts.js'
import { DEFAULT_GATE_LIMITS } from '../../../evaluation/gate/gate.js'
import { answersInOtherLanguage } from '../../../evaluation/gate/other-language.js'
import { gatherStartEvidence } from '../../../evaluation/gate/start-evidence.js'
import { startGate } from '../../../evaluation/gate/start-gate.js'
import type { RuleId } from '../../../evaluation/gate/verdict.js'
import { wordedVerdict } from '../../../evaluation/words/verdict-words.js'
import { eldLanguageDetector } from '../../../knowledge/adapters/eld-language-detector.js'
import { hashedNgrams } from '../../../knowledge/adapters/hashed-ngram-embedder.js'
import { hnswIndexFormat } from '../../../knowledge/adapters/hnsw-index.js'
import type { QnaPair } from '../../../knowledge/content/qna-pair.js'
import { createSearcher } from '../../../knowledge/search/searcher.js'
import { fitDefaultRanker } from '../../support/default-fit.js'
import { fixedClock } from '../../support/freezing.js'
import { samplePairs } from '../../support/sample.js'
import { snapshotOf } from '../../support/snapshot.js'

const limits = DEFAULT_GATE_LIMITS
/** Forty matters of an institution, each with the wordings that its clerks know. */
const sound = samplePairs(['es'])
  .filter(({ metadata }) => metadata.topic !== 'small-talk')
  .slice(0, 30)
  .map((pair) => ({ ...pair, alternateQuestions: pair.alternateQuestions.slice(0, 3) }))

async function judge(pairs: readonly QnaPair[]) {
  const snapshot = await snapshotOf(pairs)
  const detector = await eldLanguageDetector([])
  const parts = { embedderProvider: hashedNgrams, indexFormat: hnswIndexFormat(), fitRanker: fitDefaultRanker }
  const making = { ...parts, detectLanguages: eldLanguageDetector, clock: fixedClock, detector }
  const searcher = createSearcher(snapshot, await eldLanguageDetector([...snapshot.manifest.languages]))
  const evidence = await gatherStartEvidence(searcher, making, fixedClock.now())
  const verdict = startGate({ evidence, challenger: null, champion: null, indexRecall: 1, limits })
  const of = (rule: RuleId) => verdict.rules.find(({ id }) => id === rule)?.verdict
  return { evidence, verdict, of, reasons: wordedVerdict(verdict).reasons }
}

/** The pairs with the answer of the first replaced. */
function withAnswer(answer: string): readonly QnaPair[] {
  return sound.map((pair, i) => (i === 0 ? { ...pair, answer } : pair))
}

const english =
  'You can register a company at any counter of the office; bring your identity card and the deed of the company with you.'
const DAMAGED: readonly (readonly [Damage, string])[] = [
  ['empty', '—'],
  ['error-value', '#¡REF!'],
  ['error-value', 'La tasa es de #N/D florines.'],
  ['error-value', '[object Object]'],
  ['error-value', 'undefined'],
  ['placeholder', 'TODO'],
  ['placeholder', 'TODO: preguntar a tesorería'],
  ['placeholder', 'Pendiente de redactar.'],
  ['placeholder', 'Lorem ipsum dolor sit amet.'],
  ['placeholder', 'Estimado {{nombre}}, su trámite está listo.'],
  ['placeholder', 'Llame al [insertar teléfono].'],
  ['left-over-code', 'Traiga su documento.<br>Y la escritura.'],
  ['left-over-code', 'Tr&aacute;mite sencillo y gratuito.'],
  ['wrong-encoding', 'La informaciÃ³n se da en la oficina.'],
  ['wrong-encoding', 'La informaci?n se da en la oficina.'],
  ['only-a-link', 'https://registro.example/tasas'],
  ['only-a-link', '[Ver aquí](https://registro.example/tasas)'],
  ['repeats-question', sound[0]?.question ?? ''],
  [
    'cut-off',
    'Para inscribir la sociedad hay que traer la escritura, el documento de identidad y el justificante de la',
  ],
  ['cut-off', 'Para inscribir la sociedad hay que traer la escritura, el documento de identidad,'],
  ['other-language', english],
]

const UNDAMAGED: readonly string[] = [
  'Sí.',
  'El trámite es GRATUITO PARA TODOS: TODO el que lo pida lo recibe.',
  'Llame al +999 123 456 o escriba a registro@valdoria.example',
  'Cuesta 120 florines. [Ver las tasas](https://registro.example/tasas)',
  'Hace falta:\n- la escritura\n- el documento de identidad',
  '¿Tiene certificado? Entonces puede hacerlo en https://registro.example/?a=b&c=d',
  'El 50% de las solicitudes se resuelve en 3 días; el resto, en 10 días.',
  'Rellene el formulario A-1 (en inglés «Form A-1, company registration of limited liability»).',
]

async function damageOf(pairs: readonly QnaPair[]) {
  const detector = await eldLanguageDetector([])
  const found = [...damagedTexts(pairs), ...(await answersInOtherLanguage(pairs, detector))]
  return found.map(({ pair, damage }) => ({ pair: `${pair.id}/${pair.language}`, damage }))
}

const first = { pair: `${sound[0]?.id}/es` }

describe('a damaged text', () => {
  it.each(DAMAGED)('is one that is %s: %s', async (damage, answer) => {
    expect(await damageOf(withAnswer(answer))).toEqual([{ ...first, damage }])
  })

  it.each(UNDAMAGED)('is not one that only looks so: %s', async (answer) => {
    expect(await damageOf(withAnswer(answer))).toEqual([])
  })

  it('is every answer that a program cut at one length', async () => {
    const long = sound.map((pair) => ({ ...pair, answer: `${pair.answer} ${'palabras y más palabras '.repeat(20)}` }))
    const cut = long.map((pair) => ({ ...pair, answer: pair.answer.slice(0, 330).replace(/.$/s, 'b') }))
    expect(new Set((await damageOf(cut)).map(({ damage }) => damage))).toEqual(new Set(['cut-off']))
  })

  it('is a question as well as an answer', async () => {
    const asked = sound.map((pair, i) => (i === 0 ? { ...pair, question: '#REF!' } : pair))
    expect(await damageOf(asked)).toEqual([{ ...first, damage: 'error-value' }])
  })
})

describe('the gate for a start', () => {
  it('passes a sound base without any golden case, and says what the next version needs', async () => {
    const { verdict, reasons } = await judge(sound)
    expect(verdict).toMatchObject({ gate: 'pass', as: 'first-version' })
    expect(reasons).toEqual([
      'enough cases: a first version needs none, but the next one needs at least 30 answerable and 5 unanswerable golden cases; there are 0 and 0',
    ])
  })

  it('holds a damaged text, and names its pair', async () => {
    const { verdict, reasons } = await judge(withAnswer('#¡REF!'))
    expect(verdict.gate).toBe('hold')
    expect(reasons).toEqual([`no text is damaged: 1 pair has a damaged text: ${first.pair} (an error value: “#¡REF!”)`])
  })

  it('holds pairs that ask the same in another order or with courtesy, and names both', async () => {
    const [first, second] = [sound[1], sound[2]].map((pair) => pair?.question.toLowerCase() ?? '')
    const copies = [`Por favor, ${first}`, second?.split(' ').toReversed().join(' ') ?? ''].map((question, i) => {
      return { ...(sound[i + 1] as QnaPair), id: `copy-${i}`, question, alternateQuestions: [], answer: 'Otra cosa.' }
    })
    const { of, evidence } = await judge([...sound, ...copies])
    expect(of('no-collisions')).toBe('hold')
    expect(evidence.collisions).toEqual(
      [0, 1].map((i) => ({ kind: 'repeats-question', pair: `copy-${i}/es`, of: `${sound[i + 1]?.id}/es` })),
    )
  })

  it('lets pairs ask the same where they answer the same', async () => {
    const copy = { ...(sound[1] as QnaPair), id: 'copy', alternateQuestions: [] }
    expect((await judge([...sound, copy])).of('no-collisions')).toBe('pass')
  })

  it('holds a base whose phrasings slipped to other pairs, with the interval and the pairs', async () => {
    const slipped = sound.map((pair, i) => {
      return { ...pair, alternateQuestions: sound.at((i + 7) % sound.length)?.alternateQuestions.slice(0, 1) ?? [] }
    })
    const { of, reasons } = await judge(slipped)
    expect(of('phrasings-found')).toBe('hold')
    expect(reasons.join('\n')).toMatch(/Spanish \(es\): \d+ of 30 \(95 % interval 0?\.\d+ to 0?\.\d+; at least 0\.4\)/)
  })

  it('asks a phrasing of a version that lacks it, and nothing of a pair twice in a round', async () => {
    const { evidence } = await judge(sound)
    const asked = evidence.heldOut.map(({ pair, asked: text }) => `${pair} ${text}`)
    expect(new Set(asked).size).toBe(asked.length)
    expect(evidence.heldOut.filter(({ rank }) => rank === 1).length).toBeLessThan(evidence.heldOut.length)
  })

  it('asks pairs without phrasings as people mistype and shorten', async () => {
    const bare = sound.map((pair) => ({ ...pair, alternateQuestions: [] }))
    const { evidence, of } = await judge(bare)
    expect(new Set(evidence.heldOut.map(({ from }) => from))).toEqual(new Set(['spelling']))
    expect(of('phrasings-found')).toBe('pass')
  })
})
