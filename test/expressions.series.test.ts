import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packagePath } from '../knowledge/basics/package-path.js'
import { byCodeUnit } from '../knowledge/text/by-code-unit.js'
import { collectMadeExpressions, type FoundExpression, literalExpressions } from './support/expressions.js'
import { inLength } from './support/series.js'
import { sourceFiles } from './support/source-facts.js'

/**
 * No expression may take time that grows faster than its input: a text from a citizen, a file or a header could stop the server.
 *
 * Judged by recheck, which knows lookbehind, sticky and Unicode expressions, finds polynomial as well as exponential ones, and names a
 * text that proves it. safe-regex2 only counts nested stars (it passes `\s+$`), redos-detector refuses `iu` and named groups.
 *
 * To judge all of them takes a minute or two, so the suite judges only those that were not found linear before. The long form (`npm run
 * bench:series -- expressions`) judges all anew and writes down what it found linear.
 */
process.env.RECHECK_SYNC_BACKEND = 'pure'
const { checkSync } = await import('recheck')

const ROOMS = ['bot', 'deploy', 'evaluation', 'knowledge', 'training']

/** Judged as not linear, or not judged in time, but given short texts only. Each with its longest text. */
const GIVEN_SHORT_TEXTS: readonly (readonly [place: string, begins: string, texts: string])[] = [
  ['knowledge/records/redaction/email.ts', "[\\p{L}\\p{N}._%+'-]{1,64}$", 'the 64 characters before an at-sign'],
  [
    'knowledge/records/redaction/announced.ts',
    '(?<![\\p{L}\\p{N}])([a-z]{0,3}-?\\d',
    'the 48 characters before a word',
  ],
  [
    'deploy/transcript/record.ts',
    '(?<!\\d)\\d+(?=',
    'an answer of the sample knowledge base, about a thousand characters',
  ],
  ['deploy/cli/help.ts', '(?<=\\(|, )default', 'our own description of an option, a few hundred characters'],
]

/** These start something when they are imported. */
const PROGRAMS =
  /^(?:deploy\/(?:bench|transcript)\/|bot\/chat-page\/take-web-chat|deploy\/cli\/main|deploy\/jobs\/retrain-process)|worker/

const FOUND_LINEAR = packagePath('test', 'support', 'linear-expressions.json')
const { version } = JSON.parse(readFileSync(packagePath('node_modules', 'recheck', 'package.json'), 'utf8'))

/** What is wrong with each expression, by expression; null when it is linear. */
const judged = new Map<string, string | null>(
  inLength({ suite: foundLinear(), series: [] }).map((expression) => [expression, null]),
)
let found: readonly FoundExpression[] = []

beforeAll(async () => {
  const made = collectMadeExpressions(packagePath())
  for (const file of sourceFiles(packagePath(), ROOMS)) {
    if (!PROGRAMS.test(file)) await import(packagePath(file))
  }
  await useTheOthers()
  found = [...literalExpressions(packagePath(), ROOMS), ...made()]
})

/** Expressions that are made when they are needed. */
async function useTheOthers(): Promise<void> {
  const { contentOf, tagsOf } = await import('../knowledge/content/import/xlsx/xml.js')
  const { KnowledgeError } = await import('../knowledge/errors.js')
  for (const { attributes } of tagsOf('<row r="1"/>', 'row')) contentOf('<v>1</v>', attributes.get('r') ?? 'v')
  const known = { what: 'of-version', version: 'kb-000001', embedder: 'x', known: ['a', 'b'] } as const
  new KnowledgeError('EMBEDDER_UNKNOWN', known, { do: 'install-freezing-release' }).messageIn('es')
}

afterAll(() => {
  if (inLength({ suite: true, series: false })) return
  const linear = [...judged].flatMap(([expression, why]) => (why === null ? [expression] : [])).sort(byCodeUnit)
  writeFileSync(FOUND_LINEAR, `${JSON.stringify({ recheck: version, linear }, null, 2)}\n`)
})

describe('the regular expressions', () => {
  it('are all found, whether they are written or made from parts', () => {
    const sources = found.map(({ source }) => source)
    expect(sources.length).toBeGreaterThan(250)
    expect(sources.some((source) => source.includes('seguridad social|passport'))).toBe(true)
    expect(sources.some((source) => source.startsWith('<(?:[\\w.-]+:)?'))).toBe(true)
  })

  it('take time proportional to their text', () => {
    const slow = found.flatMap((expression) => {
      const why = isShort(expression) ? null : fault(expression)
      return why === null ? [] : [`${expression.place}: /${expression.source}/${expression.flags}: ${why}`]
    })
    expect([...new Set(slow)]).toEqual([])
  })

  it('that are given short texts only are all there', () => {
    const unused = GIVEN_SHORT_TEXTS.filter((one) => !found.some((expression) => isThis(expression, one)))
    expect(unused).toEqual([])
  })

  it.each([
    ['(?:[ ,]{1,4}|no){0,10}\\d(?:[ .]{0,2}\\d){4,24}z', 'g'],
    ['\\s+$', ''],
    ['(a+)+b', ''],
  ])('would not pass: /%s/', (source, flags) => {
    expect(fault({ source, flags, place: '' })).not.toBeNull()
  })
})

function isShort(expression: FoundExpression): boolean {
  return GIVEN_SHORT_TEXTS.some((one) => isThis(expression, one))
}

function isThis({ place, source }: FoundExpression, [file, begins]: (typeof GIVEN_SHORT_TEXTS)[number]): boolean {
  return place.includes(file) && source.startsWith(begins)
}

function fault({ source, flags }: FoundExpression): string | null {
  // Without any repetition there is nothing to try twice.
  if (!/[*+?{]/.test(source)) return null
  // Where it is sticky, it does not search.
  const searched = flags.includes('y') ? `^(?:${source})` : source
  const key = `/${searched}/${flags}`
  const known = judged.get(key)
  if (known !== undefined) return known
  const result = checkSync(searched, flags.replace('y', ''), { timeout: 20_000 })
  const why = result.status === 'safe' ? null : whyNot(result)
  judged.set(key, why)
  return why
}

function whyNot(result: ReturnType<typeof checkSync>): string {
  return result.status === 'vulnerable'
    ? `${result.complexity.summary}, as with ${result.attack.pattern}`
    : result.status
}

/** What this release of recheck found linear before. */
function foundLinear(): readonly string[] {
  const { recheck, linear } = JSON.parse(readFileSync(FOUND_LINEAR, 'utf8'))
  return recheck === version ? linear : []
}
