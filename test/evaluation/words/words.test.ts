import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Blame } from '../../../evaluation/gate/blame.js'
import type { Finding, Named } from '../../../evaluation/gate/findings.js'
import { loadLocales } from '../../../evaluation/words/locale.js'
import { languageName, sliceName } from '../../../evaluation/words/names.js'
import { blameWords, evidenceOf } from '../../../evaluation/words/verdict-words.js'
import { packagePath } from '../../../knowledge/basics/package-path.js'
import { type Phrase, placeholders, plainWords } from '../../../knowledge/words/message.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const locales = loadLocales()

function localeOf(language: string) {
  const found = locales.find((locale) => locale.language === language)
  if (found === undefined) throw new Error(`there are no texts in ${language}`)
  return found
}

const [english, spanish] = [localeOf('en'), localeOf('es')]

type Texts = Record<string, Record<string, string>>

async function folderWith(changes: Readonly<Record<string, (texts: Texts) => void>>): Promise<string> {
  const folder = await temporaryFolder()
  cpSync(packagePath('evaluation', 'locales'), folder, { recursive: true })
  for (const [language, change] of Object.entries(changes)) {
    const texts = JSON.parse(readFileSync(join(folder, language === 'es' ? 'es.json' : 'en.json'), 'utf8'))
    change(texts)
    writeFileSync(join(folder, `${language}.json`), JSON.stringify(texts))
  }
  return folder
}

const question = { question: '¿Hay aparcamiento?', language: 'es' }
const change = { won: 1, lost: 2_000, chance: 0.0123 }
const least = { leastAnswerable: 30, leastUnanswerable: 5 }
const loss = { kind: 'loss', ...question, blame: { kind: 'pair-removed', pair: 'parking/es' } } as const
const misnamed = { kind: 'misnamed-case', ...question, missing: ['parkin', 'parkings'] } as const

/** One of each. */
const NAMED: { readonly [K in Named['kind']]: Extract<Named, { kind: K }> } = {
  question: { kind: 'question', ...question },
  'misnamed-case': misnamed,
  loss,
  'strayed-answer': { kind: 'strayed-answer', pair: 'fees/en', from: 'hours/en' },
  language: { kind: 'language', language: 'es' },
  'repeats-question': { kind: 'repeats-question', pair: 'copy/en', of: 'fees/en' },
  'takes-questions': { kind: 'takes-questions', pair: 'thief/en', questions: 3 },
  slice: { kind: 'slice', slice: 'noise:typos', ...change },
  'damaged-text': { kind: 'damaged-text', pair: 'fees/es', damage: 'cut-off', excerpt: 'Cuesta 120' },
  'found-share': {
    kind: 'found-share',
    language: 'es',
    found: 1_012,
    asked: 2_000,
    low: 0.484,
    high: 0.528,
    least: 0.4,
  },
  'not-found': { kind: 'not-found', ...question, pair: 'parking/es', taken: 'hours/es' },
}
const FINDINGS: { readonly [K in Finding['kind']]: Extract<Finding, { kind: K }> } = {
  cases: { kind: 'cases', answerable: 4, unanswerable: 1, ...least },
  'no-case': { kind: 'no-case', ...least },
  'critical-never-met': { kind: 'critical-never-met', named: [misnamed] },
  'pair-misnamed': { kind: 'pair-misnamed', named: [misnamed] },
  'pair-misnamed-also': { kind: 'pair-misnamed-also', count: 2 },
  'mend-golden-files': { kind: 'mend-golden-files' },
  'critical-not-served': { kind: 'critical-not-served', named: [NAMED.question] },
  'critical-lost': { kind: 'critical-lost', named: [loss, { ...loss, blame: null }] },
  'critical-asked-back': { kind: 'critical-asked-back', confidence: 0.05, named: [loss] },
  'answers-strayed': { kind: 'answers-strayed', named: [NAMED['strayed-answer']] },
  'languages-gone': { kind: 'languages-gone', named: [NAMED.language] },
  thieves: { kind: 'thieves', named: [NAMED['repeats-question'], NAMED['takes-questions']] },
  change: { kind: 'change', ...change },
  'questions-lost': { kind: 'questions-lost', named: [loss] },
  'false-answers': { kind: 'false-answers', rate: 0.4, most: 0.15 },
  'no-unanswerable': { kind: 'no-unanswerable' },
  'slices-worse': { kind: 'slices-worse', named: [NAMED.slice] },
  calibration: { kind: 'calibration', error: 0.25, most: 0.2 },
  'index-recall': { kind: 'index-recall', recall: 0.98765, least: 0.99 },
  'not-measured': { kind: 'not-measured' },
  latency: { kind: 'latency', nowMs: 12.34, beforeMs: 3, most: 3 },
  'latency-alone': { kind: 'latency-alone', nowMs: 12.34 },
  'damaged-texts': { kind: 'damaged-texts', named: [NAMED['damaged-text']] },
  'left-out-found': { kind: 'left-out-found', named: [NAMED['found-share']] },
  'misspelt-found': { kind: 'misspelt-found', named: [NAMED['found-share']] },
  'not-among-first': { kind: 'not-among-first', named: [NAMED['not-found'], { ...NAMED['not-found'], taken: null }] },
  'cases-needed-next': { kind: 'cases-needed-next', answerable: 4, unanswerable: 1, ...least },
}
const BLAMES: { readonly [K in Blame['kind']]: Extract<Blame, { kind: K }> } = {
  'answer-swapped': { kind: 'answer-swapped', pair: 'fees/en', from: 'hours/en' },
  'pair-removed': { kind: 'pair-removed', pair: 'fees/en' },
  'language-dropped': { kind: 'language-dropped', pair: 'fees/en' },
  'pair-edited': { kind: 'pair-edited', pair: 'fees/en' },
  'stolen-by-new-pair': { kind: 'stolen-by-new-pair', pair: 'fees/en' },
  'stolen-by-edited-pair': { kind: 'stolen-by-edited-pair', pair: 'fees/en' },
  'ranking-shift': { kind: 'ranking-shift', pair: 'fees/en' },
}

describe('the words of an evaluation', () => {
  it('are complete in Spanish and in English', () => {
    expect(locales.map(({ language }) => language)).toEqual(['en', 'es'])
  })

  it('gain a language by a file', async () => {
    const folder = await folderWith({ lv: (texts) => Object.assign(texts, { name: 'latviešu' }) })
    expect(loadLocales(folder).map(({ name }) => name)).toEqual(['English', 'español', 'latviešu'])
  })

  it('are refused with every text named that is missing, unknown, no message or lacks a value', async () => {
    const folder = await folderWith({
      es: ({ findings = {}, report = {}, named = {} }) => {
        findings.change = '{won, number} ganadas de {total, number}'
        report.title = '{challenger'
        named.loss = 'se pierde {blame}'
      },
      fr: ({ rules = {}, report = {} }) => {
        delete rules.latency
        report.heading = 'Rapport'
      },
    })
    expect(() => loadLocales(folder)).toThrow(expect.objectContaining({ code: 'BAD_CONFIG' }))
    const complaint = () => loadLocales(folder)
    for (const named of [
      'es.json: findings.change has the placeholders (total, won), in en.json (chance, lost, won)',
      'es.json: report.title has the placeholders (',
      'es.json: named.loss has the placeholders (blame), in en.json (blame, question)',
      'fr.json: rules.latency',
      'fr.json: report',
    ]) {
      expect(complaint).toThrow(named)
    }
  })

  it.each(locales.map((locale) => [locale.language, locale] as const))(
    'tell every finding with all its figures (%s)',
    (_language, locale) => {
      for (const finding of Object.values(FINDINGS)) {
        const { kind, ...fields } = finding
        const names = Object.keys(fields).flatMap((name) => (name === 'named' ? ['list'] : [name]))
        const used = placeholders(locale.findings[kind]).filter((name) => name !== 'count' || 'count' in fields)
        expect([kind, ...used]).toEqual([kind, ...names.sort()])
        expect(plainWords(evidenceOf([finding], locale))).not.toMatch(/[{}]|undefined|null/)
      }
      for (const { kind, ...fields } of Object.values(NAMED)) {
        const names = Object.keys(fields).filter(
          (name) =>
            !(kind === 'question' || kind === 'misnamed-case' || kind === 'not-found' || kind === 'loss') ||
            name !== 'language',
        )
        expect([kind, ...placeholders(locale.named[kind])]).toEqual([kind, ...names.sort()])
      }
      for (const blame of Object.values(BLAMES)) {
        const said = plainWords(blameWords(blame, locale))
        for (const pair of Object.values(blame).slice(1)) expect(said).toContain(pair)
      }
      expect(plainWords(blameWords({ kind: 'ranking-shift', pair: null }, locale))).not.toMatch(/null|\{/)
    },
  )

  it('write numbers and several things as the language does', () => {
    const said = (finding: Finding) => [english, spanish].map((locale) => plainWords(evidenceOf([finding], locale)))
    expect(said(FINDINGS['false-answers'])).toEqual([
      '40.0% of unanswerable questions got an answer; at most 15.0%',
      'el 40,0\u00a0% de las preguntas que no tienen respuesta recibió una; como máximo, el 15,0\u00a0%',
    ])
    expect(said(FINDINGS.change)).toEqual([
      '1 won, 2,000 lost, chance of so many losses 0.012',
      '1 mejora y 2000 empeoran; probabilidad de que tantas empeoren por azar: 0,012',
    ])
    expect(said(FINDINGS['critical-lost'])).toEqual([
      '2 critical cases lost: "¿Hay aparcamiento?" (parking/es was removed); "¿Hay aparcamiento?"',
      '2 preguntas críticas se atienden peor: «¿Hay aparcamiento?» (se ha retirado parking/es); «¿Hay aparcamiento?»',
    ])
  })

  it('never show a figure as the limit that it breaks, nor a probability as 0', () => {
    const said = (finding: Finding) => plainWords(evidenceOf([finding], english))
    expect(said({ kind: 'calibration', error: 0.2004, most: 0.2 })).toBe('calibration error 0.201; at most 0.2')
    expect(said({ kind: 'calibration', error: 0.2, most: 0.2 })).toBe('calibration error 0.200; at most 0.2')
    expect(said({ kind: 'index-recall', recall: 0.98996, least: 0.99 })).toBe('recall@10 0.9899; at least 0.99')
    expect(said({ kind: 'false-answers', rate: 0.1504, most: 0.15 })).toContain('15.1% of unanswerable questions')
    const chanceOf = (chance: number) => /[^ ]* ?[^ ]+$/.exec(said({ kind: 'change', won: 0, lost: 20, chance }))?.[0]
    expect([0.04996, 0.05, 1, 1e-9].map(chanceOf)).toEqual(['losses 0.049', 'losses 0.050', 'losses 1.000', '< 0.001'])
    expect(plainWords(evidenceOf([{ kind: 'change', won: 0, lost: 20, chance: 1e-6 }], spanish))).toContain(': < 0,001')
  })

  it('keep the language of what they quote', () => {
    const phrase: Phrase = evidenceOf([FINDINGS['critical-not-served']], english)
    expect(phrase).toContainEqual({ quoted: '¿Hay aparcamiento?', language: 'es' })
  })

  it('name five of many and count the others', () => {
    const named = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((text) => ({
      kind: 'question' as const,
      question: text,
      language: null,
    }))
    expect(plainWords(evidenceOf([{ kind: 'critical-not-served', named }], english))).toBe(
      '7 critical cases are not served: "a"; "b"; "c"; "d"; "e"; and 2 more',
    )
  })

  it('say that a rule found nothing', () => {
    expect([english, spanish].map((locale) => plainWords(evidenceOf([], locale)))).toEqual([
      'nothing to report',
      'nada que señalar',
    ])
  })

  it('name languages and slices', () => {
    expect(languageName('qqz', spanish)).toBe('qqz')
    expect(languageName('no code', spanish)).toBe('no code')
    const slices = [
      'language:es',
      'noise:typos',
      'origin:golden',
      'length:short',
      'topic:fees: yearly',
      'unknown:x',
      'plain',
    ]
    expect(slices.map((slice) => sliceName(slice, spanish))).toEqual([
      'idioma: español (es)',
      'escritura: con erratas',
      'origen: control',
      'longitud: breve',
      'tema: fees: yearly',
      'unknown:x',
      'plain',
    ])
  })
})
