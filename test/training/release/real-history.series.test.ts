import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readBenchmarkPairs, readBenchmarkQueries } from '../../../evaluation/bench/benchmark-lines.js'
import { DEFAULT_GATE_LIMITS } from '../../../evaluation/gate/gate.js'
import type { QnaPair } from '../../../knowledge/content/qna-pair.js'
import { named } from '../../../knowledge/person.js'
import type { Store } from '../../../knowledge/store/store.js'
import { diffPairs } from '../../../knowledge/version/diff-pairs.js'
import { readManifest, readVersionFile } from '../../../knowledge/version/read-version.js'
import { decodePairs, VERSION_FILES } from '../../../knowledge/version/version-files.js'
import type { VersionId } from '../../../knowledge/version-id.js'
import { promote } from '../../../training/release/promotion.js'
import type { Retrained } from '../../../training/retrain/run/retrained.js'
import { temporaryDataFolder } from '../../support/freezing.js'
import { installationOf } from '../../support/installation.js'
import { requirementPath, requireOrSkip } from '../../support/requirements.js'
import { type GoldenLine, retrainOffice, writeGolden } from '../../support/retraining.js'
import { inLength } from '../../support/series.js'
import { pairOf } from '../../support/snapshot.js'

const BATCHES = 10

/** Questions out of scope for a tax office. */
const FOREIGN: readonly GoldenLine[] = [
  ...[
    '¿Qué vacunas necesita mi perro?',
    'receta de pan de masa madre',
    '¿Quién ganó el partido de anoche?',
    '¿Qué tiempo hará mañana en la costa?',
    'cómo afinar una guitarra',
    '¿Cuál es la montaña más alta de África?',
    'horario del tren a Sevilla',
    'mejores películas de terror',
  ].map((text) => ({ text, relevant: [], lang: 'es' })),
  ...['Which vaccines does my dog need?', 'recipe for sourdough bread', 'who won the match last night'].map((text) => ({
    text,
    relevant: [],
    lang: 'en',
  })),
]

async function directFile(language: 'es' | 'en') {
  const folder = join(requirementPath('shared'), 'data', 'us-tax-directfile')
  const queries = await readBenchmarkQueries(join(folder, `queries.${language}.jsonl`))
  return {
    pairs: await readBenchmarkPairs(join(folder, `kb.${language}.jsonl`)),
    golden: queries.map(({ text, relevant }): GoldenLine => ({ text, relevant, lang: language })),
  }
}

/** Gate limits for a small office: a young knowledge base has a rough calibration. */
const limits = { ...DEFAULT_GATE_LIMITS, calibrationError: 0.3, latencyRatio: 1_000 }

async function release(folder: Store, pairs: readonly QnaPair[], leastCases = limits.leastCases) {
  return retrainOffice(folder, pairs, { rules: { gateLimits: { ...limits, leastCases } } })
}

async function serve(folder: Store, { version }: Retrained): Promise<void> {
  const act = { by: named('Eva Sol'), reason: 'next batch', override: true }
  await promote(installationOf(folder), { version, ...act })
}

async function pairsIn(folder: Store, version: VersionId): Promise<readonly QnaPair[]> {
  return decodePairs(await readVersionFile(folder, await readManifest(folder, version), VERSION_FILES.pairs))
}

/** The source really answers some questions twice, and differently: the gate names them. */
const THIEVES: Readonly<Record<number, string>> = {
  7: '2 thieves: df208/es asks the same as df164/es and answers otherwise; df194/es asks the same as df207/es and answers otherwise',
  8: '1 thief: df237/es asks the same as df242/es and answers otherwise',
  9: '1 thief: df267/es asks the same as df276/es and answers otherwise',
  10: '1 thief: df282/es asks the same as df283/es and answers otherwise',
}

requireOrSkip('shared')('a history of real tax answers', () => {
  it('is built in batches, each judged against the one before', async () => {
    const [es, en] = [await directFile('es'), await directFile('en')]
    const folder = await temporaryDataFolder()
    await writeGolden(folder, [...es.golden, ...en.golden, ...FOREIGN])
    const upTo = (batch: number) => es.pairs.slice(0, Math.ceil((es.pairs.length * batch) / BATCHES))
    const released: VersionId[] = []
    for (let batch = inLength({ suite: 6, series: 1 }); batch <= inLength({ suite: 7, series: BATCHES }); batch++) {
      const outcome = await release(folder, upTo(batch))
      const named = THIEVES[batch]
      expect(culprits(outcome)).toEqual(named === undefined ? [] : [`no pair takes the questions of another: ${named}`])
      if (released.length > 0) {
        const [before, after] = [
          await pairsIn(folder, released.at(-1) ?? 'kb-000000'),
          await pairsIn(folder, outcome.version),
        ]
        const added = { length: upTo(batch).length - upTo(batch - 1).length }
        expect(diffPairs(before, after)).toMatchObject({ added, changed: [], removed: [] })
      }
      released.push(outcome.version)
      await serve(folder, outcome)
    }
  })

  it('holds planted damage and names it', async () => {
    const [es, en] = [await directFile('es'), await directFile('en')]
    const folder = await temporaryDataFolder()
    await writeGolden(folder, [...es.golden, ...en.golden, ...FOREIGN])
    const whole = inLength({ suite: es.pairs, series: [...es.pairs, ...en.pairs] })
    await serve(folder, await release(folder, whole))
    const named: Record<string, readonly string[]> = {}
    const all = Object.entries(damages(whole))
    for (const [damage, pairs] of inLength({ suite: all.slice(0, 2), series: all })) {
      const outcome = await release(folder, pairs)
      expect(outcome.gate, damage).toBe('hold')
      named[damage] = culprits(outcome)
    }
    expect(Object.entries(NAMED)).toEqual(expect.arrayContaining(Object.entries(named)))
  })
})

const NAMED: Readonly<Record<string, readonly string[]>> = {
  'two answers swapped': [
    'no answer under another question: 2 answers strayed: df178/es now gives the answer that df222/es had; df222/es now gives the answer that df178/es had',
  ],
  'a near-duplicate that steals questions': [
    'no pair takes the questions of another: 1 thief: student-loans/es takes some questions from others',
  ],
  'a copied question with another answer': [
    'no pair takes the questions of another: 1 thief: student-loans/es asks the same as df178/es and answers otherwise',
  ],
  'a language dropped': ['no language dropped: 1 language is gone: English (en)'],
}

/** The rules that name the damage. Other rules describe its effect on figures, which change with the ranking. */
const CULPRIT_RULES = [
  'no answer under another question',
  'no language dropped',
  'no pair takes the questions of another',
]

function culprits({ reasons }: Retrained): readonly string[] {
  return reasons
    .filter((reason) => CULPRIT_RULES.some((rule) => reason.startsWith(rule)))
    .map((reason) => reason.replace(/takes \d+ questions/, 'takes some questions'))
}

function damages(pairs: readonly QnaPair[]): Readonly<Record<string, readonly QnaPair[]>> {
  const isEs = (pair: QnaPair, id: string) => pair.language === 'es' && pair.id === id
  const answerOf = (id: string) => pairs.find((pair) => isEs(pair, id))?.answer ?? ''
  const swapped = new Map([
    ['df178', answerOf('df222')],
    ['df222', answerOf('df178')],
  ])
  const thief = (question: string, alternateQuestions: string[]) =>
    pairOf({
      id: 'student-loans',
      language: 'es',
      question,
      alternateQuestions,
      answer: 'Consulte la campaña de este año.',
    })
  return {
    'two answers swapped': pairs.map((pair) => {
      const answer = pair.language === 'es' ? swapped.get(pair.id) : undefined
      return answer === undefined ? pair : { ...pair, answer }
    }),
    'a near-duplicate that steals questions': [
      ...pairs,
      thief('Deducción de los intereses de préstamos para estudiantes', [
        'Deducción de los intereses de los préstamos estudiantiles',
        'deducción por intereses sobre préstamos estudiantiles',
      ]),
    ],
    'a copied question with another answer': [
      ...pairs,
      thief(pairs.find((pair) => isEs(pair, 'df178'))?.question ?? '', []),
    ],
    'a language dropped': pairs.filter(({ language }) => language === 'es'),
  }
}

requireOrSkip('shared')('two editions of a real FAQ', () => {
  it('are released one after the other, and every changed field is listed', async () => {
    const edition = (name: string) =>
      readBenchmarkPairs(join(requirementPath('shared'), 'data', 'us-cejst-faq', `kb.es${name}.jsonl`))
    const [first, second] = [await edition('.2023-03-17'), await edition('')]
    const folder = await temporaryDataFolder()
    const golden = first.map(({ id, question }) => ({ text: question, relevant: [id], lang: 'es' }))
    await writeGolden(folder, [...golden, ...FOREIGN])

    await serve(folder, await release(folder, first, 15))
    const { version, gate, reasons } = await release(folder, second, 15)

    const { added, changed, removed } = diffPairs(await pairsIn(folder, 'kb-000001'), await pairsIn(folder, version))
    expect({
      added,
      removed,
      changed: changed.map(({ pair, fields }) => `${pair}: ${fields.map(({ field }) => field)}`),
    }).toMatchInlineSnapshot(`
      {
        "added": [],
        "changed": [
          "cejst-q1/es: answer",
        ],
        "removed": [],
      }
    `)
    expect({ gate, reasons }).toMatchInlineSnapshot(`
      {
        "gate": "pass",
        "reasons": [],
      }
    `)
  })
})
