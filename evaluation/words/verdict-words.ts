import { firstFew } from '../../knowledge/basics/first-few.js'
import { joined, type Phrase, plainWords, say, type Values } from '../../knowledge/words/message.js'
import type { Blame } from '../gate/blame.js'
import type { Finding, Named } from '../gate/findings.js'
import { type GateVerdict, type RuleVerdict, rulesThat } from '../gate/verdict.js'
import { chanceShown } from './chance.js'
import { englishLocale, type Locale } from './locale.js'
import { languageName, sliceName } from './names.js'

/** Most items that a list names; the rest is counted. */
const SHOWN = 5

/** A verdict as data and as text, for programs and people. */
export interface WordedVerdict {
  readonly gate: GateVerdict['gate']
  /** every rule that holds, with its evidence; if none does, every rule with a note */
  readonly reasons: readonly string[]
  readonly rules: readonly WordedRule[]
}

export interface WordedRule extends RuleVerdict {
  /** the rule's name */
  readonly rule: string
  /** what was found, as text */
  readonly evidence: string
}

export function wordedVerdict({ gate, rules }: GateVerdict, locale: Locale = englishLocale()): WordedVerdict {
  const worded = rules.map(({ id, verdict, findings }) => {
    return { id, rule: locale.rules[id], verdict, evidence: plainWords(evidenceOf(findings, locale)), findings }
  })
  const [holding, noting] = [rulesThat('hold', worded), rulesThat('note', worded)]
  const reasons = (holding.length === 0 ? noting : holding).map(({ rule, evidence }) => `${rule}: ${evidence}`)
  return { gate, reasons, rules: worded }
}

/** The text of a rule's findings. */
export function evidenceOf(findings: readonly Finding[], locale: Locale): Phrase {
  if (findings.length === 0) return say(locale.lists.none, locale.language)
  return joined(
    findings.map((finding) => findingWords(finding, locale)),
    '; ',
  )
}

/** The text of the edit that most likely explains a loss. */
export function blameWords(blame: Blame, { blames, language }: Locale): Phrase {
  if (blame.kind !== 'ranking-shift') return say(blames[blame.kind], language, blame)
  const { pair } = blame
  return pair === null ? say(blames['ranking-scattered'], language) : say(blames['ranking-shift'], language, { pair })
}

export function blameSaid(blame: Blame, locale: Locale): string {
  return plainWords(blameWords(blame, locale))
}

export function blameInEnglish(blame: Blame): string {
  return blameSaid(blame, englishLocale())
}

function findingWords(finding: Finding, locale: Locale): Phrase {
  const text = locale.findings[finding.kind]
  if (!('named' in finding)) return say(text, locale.language, valuesOf(finding, locale))
  const { named, ...values } = finding
  const { first, more } = firstFew<Named>(named, SHOWN)
  const list = joined(
    first.map((one) => namedWords(one, locale)),
    '; ',
  )
  const others = more > 0 ? ['; ', ...say(locale.lists.more, locale.language, { count: more })] : []
  return say(text, locale.language, { ...values, count: named.length, list: [...list, ...others] })
}

function valuesOf(values: Values, { language }: Locale): Values {
  const { chance } = values
  return typeof chance === 'number' ? { ...values, chance: chanceShown(chance, language) } : values
}

function namedWords(one: Named, locale: Locale): Phrase {
  const as = (kind: Named['kind'], values: Values) => say(locale.named[kind], locale.language, values)
  switch (one.kind) {
    case 'question':
      return as('question', { question: quotation(one) })
    case 'misnamed-case':
      return as('misnamed-case', { question: quotation(one), missing: allOf(one.missing, locale) })
    case 'loss': {
      if (one.blame === null) return as('question', { question: quotation(one) })
      return as('loss', { question: quotation(one), blame: blameWords(one.blame, locale) })
    }
    case 'language':
      return as('language', { language: languageName(one.language, locale) })
    case 'slice':
      return as('slice', { ...valuesOf(one, locale), slice: sliceName(one.slice, locale) })
    case 'damaged-text':
      // A choice in a message has no hyphens.
      return as('damaged-text', {
        pair: one.pair,
        damage: one.damage.replaceAll('-', '_'),
        excerpt: [{ quoted: one.excerpt, language: null }],
      })
    case 'found-share':
      return as('found-share', { ...one, language: languageName(one.language, locale) })
    case 'not-found': {
      const { pair, taken } = one
      return taken === null
        ? as('not-found', { question: quotation(one), pair, taken: 'none' })
        : as('not-found', { question: quotation(one), pair, taken })
    }
    case 'strayed-answer':
    case 'repeats-question':
    case 'takes-questions':
      return as(one.kind, one)
  }
}

function quotation({ question, language }: { readonly question: string; readonly language: string | null }): Phrase {
  return [{ quoted: question, language }]
}

function allOf([first = '', ...others]: readonly string[], { lists, language }: Locale): Phrase {
  return others.reduce<Phrase>((before, next) => say(lists.and, language, { first: before, second: next }), [first])
}
