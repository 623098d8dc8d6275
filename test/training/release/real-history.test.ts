import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readBenchmarkPairs, readBenchmarkQueries } from '../../../evaluation/bench/benchmark-lines.js'
import { DEFAULT_GATE_LIMITS } from '../../../evaluation/gate/gate.js'
import type { QnaPair } from '../../../knowledge/content/qna-pair.js'
import type { DataFolder } from '../../../knowledge/store/data-folder.js'
import { diffPairs } from '../../../knowledge/version/diff-pairs.js'
import { readManifest, readVersionFile } from '../../../knowledge/version/read-version.js'
import { decodePairs, VERSION_FILES } from '../../../knowledge/version/version-files.js'
import type { VersionId } from '../../../knowledge/version-id.js'
import { promote } from '../../../training/release/promotion.js'
import type { Retrained } from '../../../training/retrain/retrained.js'
import { temporaryDataFolder } from '../../support/freezing.js'
import { installationOf } from '../../support/installation.js'
import { requirementPath, requireOrSkip } from '../../support/requirements.js'
import { type GoldenLine, retrainOffice, writeGolden } from '../../support/retraining.js'
import { pairOf } from '../../support/snapshot.js'

const BATCHES = 10

/** Questions that a tax office does not answer. */
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

/** The gate of a small office: fewer cases, and a young knowledge base whose confidence is still rough. */
const limits = { ...DEFAULT_GATE_LIMITS, calibrationError: 0.3, latencyRatio: 1_000 }

async function release(folder: DataFolder, pairs: readonly QnaPair[], leastCases = limits.leastCases) {
  return retrainOffice(folder, pairs, { rules: { gateLimits: { ...limits, leastCases } } })
}

async function serve(folder: DataFolder, { version }: Retrained): Promise<void> {
  const act = { by: 'Eva Sol', reason: 'next batch', override: true }
  await promote(installationOf(folder), { version, ...act })
}

async function pairsIn(folder: DataFolder, version: VersionId): Promise<readonly QnaPair[]> {
  return decodePairs(await readVersionFile(folder, await readManifest(folder, version), VERSION_FILES.pairs))
}

requireOrSkip('shared')('a history of real tax answers', () => {
  it('is built in ten batches, each judged against the one before, and planted damage is held by name', async () => {
    const [es, en] = [await directFile('es'), await directFile('en')]
    const folder = await temporaryDataFolder()
    await writeGolden(folder, [...es.golden, ...en.golden, ...FOREIGN])
    const history: string[] = []
    for (let batch = 1; batch <= BATCHES; batch++) {
      const outcome = await release(folder, es.pairs.slice(0, Math.ceil((es.pairs.length * batch) / BATCHES)))
      history.push(`${outcome.version}: ${culprits(outcome).join(' | ') || 'nobody named'}`)
      await serve(folder, outcome)
    }
    const whole = [...es.pairs, ...en.pairs]
    await serve(folder, await release(folder, whole))

    // The source really answers some questions twice, and differently: the gate names them.
    expect(history).toMatchInlineSnapshot(`
      [
        "kb-000001: nobody named",
        "kb-000002: nobody named",
        "kb-000003: nobody named",
        "kb-000004: nobody named",
        "kb-000005: nobody named",
        "kb-000006: nobody named",
        "kb-000007: no pair takes the questions of another: 2 thieves: df208/es asks the same as df164/es and answers otherwise; df194/es asks the same as df207/es and answers otherwise",
        "kb-000008: no pair takes the questions of another: 1 thief: df237/es asks the same as df242/es and answers otherwise",
        "kb-000009: no pair takes the questions of another: 1 thief: df267/es asks the same as df276/es and answers otherwise",
        "kb-000010: no pair takes the questions of another: 1 thief: df282/es asks the same as df283/es and answers otherwise",
      ]
    `)
    expect(diffPairs(await pairsIn(folder, 'kb-000009'), await pairsIn(folder, 'kb-000010'))).toMatchObject({
      added: { length: 30 },
      changed: [],
      removed: [],
    })

    const table: Record<string, readonly string[]> = {}
    for (const [damage, pairs] of Object.entries(damages(whole))) {
      const outcome = await release(folder, pairs)
      expect(outcome.gate, damage).toBe('hold')
      table[damage] = culprits(outcome)
    }
    expect(table).toMatchInlineSnapshot(`
      {
        "a copied question with another answer": [
          "no pair takes the questions of another: 1 thief: student-loans/es asks the same as df178/es and answers otherwise",
        ],
        "a language dropped": [
          "no language dropped: 1 language is gone: English (en)",
        ],
        "a near-duplicate that steals questions": [
          "no pair takes the questions of another: 1 thief: student-loans/es takes some questions from others",
        ],
        "two answers swapped": [
          "no answer under another question: 2 answers strayed: df178/es now gives the answer that df222/es had; df222/es now gives the answer that df178/es had",
        ],
      }
    `)
  })
})

/** The rules that name what was damaged; others say what it did to the figures, which move with the ranking. */
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
    'a language dropped': pairs.filter(({ language }) => language === 'es'),
    'a copied question with another answer': [
      ...pairs,
      thief(pairs.find((pair) => isEs(pair, 'df178'))?.question ?? '', []),
    ],
    'a near-duplicate that steals questions': [
      ...pairs,
      thief('Deducción de los intereses de préstamos para estudiantes', [
        'Deducción de los intereses de los préstamos estudiantiles',
        'deducción por intereses sobre préstamos estudiantiles',
      ]),
    ],
  }
}

requireOrSkip('shared')('two editions of a real FAQ', () => {
  it('are released one after the other, and every field that changed is told', async () => {
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
