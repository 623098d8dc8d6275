import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { settingsMarkdown } from '../../../deploy/cli/settings-markdown.js'
import { settingsText } from '../../../deploy/cli/settings-text.js'
import { cliWords, nextSaid } from '../../../deploy/cli/words.js'
import { answerRisk } from '../../../deploy/settings/answer-risk.js'
import { readConfig } from '../../../deploy/settings/config.js'
import { SETTINGS } from '../../../deploy/settings/settings.js'
import { DEFAULT_GATE_LIMITS } from '../../../evaluation/gate/gate.js'
import { packagePath } from '../../../knowledge/basics/package-path.js'
import { KnowledgeError } from '../../../knowledge/errors.js'

function refusal(environment: Record<string, string>): KnowledgeError {
  try {
    readConfig({}, environment)
  } catch (error) {
    if (error instanceof KnowledgeError) return error
    throw error
  }
  throw new Error('the configuration was accepted')
}

describe('the configuration', () => {
  it('has a default for everything a first start needs', () => {
    const { values, dataFolder, secrets } = readConfig({}, {})
    expect(values.PORT).toBe(3978)
    expect(values.HOST).toBe('127.0.0.1')
    expect(values.VENTANILLA_EMBEDDER).toBe('ventanilla-encoder')
    expect(dataFolder).toBe(resolve('data'))
    expect(values.DIRECT_LINE_TOKEN_KEY).toBeNull()
    expect(secrets).toEqual([])
  })

  it('checks every default like a value that was set', () => {
    for (const [name, { fallback, schema }] of Object.entries(SETTINGS)) {
      if (fallback !== null) expect(schema.safeParse(fallback).success, name).toBe(true)
    }
  })

  it('accepts the example it shows for each variable', () => {
    for (const [name, { example, schema, secret }] of Object.entries(SETTINGS)) {
      if (!secret) expect(schema.safeParse(example).success, name).toBe(true)
    }
  })

  it('prefers an override to the environment', () => {
    const { dataFolder } = readConfig({ VENTANILLA_DATA: '/tmp/b' }, { VENTANILLA_DATA: '/tmp/a' })
    expect(dataFolder).toBe('/tmp/b')
  })

  it('counts an empty variable as absent', () => {
    expect(readConfig({}, { PORT: '', MICROSOFT_APP_ID: '' }).values.PORT).toBe(3978)
  })

  it('reads lists with commas and spaces', () => {
    const { values } = readConfig({}, { ALLOWED_ORIGINS: 'https://A.example, https://b.example:8443' })
    expect(values.ALLOWED_ORIGINS).toEqual(['https://a.example', 'https://b.example:8443'])
  })

  it('lets all sites below a name frame the chat page', () => {
    const { values } = readConfig({}, { EMBED_ORIGINS: 'https://*.Y.example, http://localhost:8080' })
    expect(values.EMBED_ORIGINS).toEqual(['https://*.y.example', 'http://localhost:8080'])
  })

  it('lets pages of an address call', () => {
    const given = { ALLOWED_ORIGINS: 'http://127.0.0.1:3000,http://[::1]:3000' }
    expect(readConfig({}, given).values.ALLOWED_ORIGINS).toEqual(['http://127.0.0.1:3000', 'http://[::1]:3000'])
  })

  it('says of a name with * that each calling site must be listed', () => {
    expect(refusal({ ALLOWED_ORIGINS: 'https://*.x.example' }).message).toBe(
      'one setting is wrong:\n  ALLOWED_ORIGINS is "https://*.x.example"; wanted: each site in full, since a name with * matches none here: list every one, separated by commas; example: ALLOWED_ORIGINS=https://www.institution.example',
    )
  })

  it.each([
    'https://x.example;script-src',
    "https://x.example'",
    'https://*',
    'https://a.*.example',
    'https://*x.example',
    'https://x.example:*',
    'https://x.example:443',
    'ftp://x.example',
  ])('lets nothing but a host into the page’s policy: EMBED_ORIGINS=%s', (given) => {
    const found = refusal({ EMBED_ORIGINS: given }).message
    expect(found).toContain(
      `EMBED_ORIGINS is "${given}"; wanted: origins (scheme and host, no path), separated by commas;`,
    )
  })

  it('reads the accepted share of wrong answers, and the stricter classes', () => {
    expect(answerRisk(readConfig({}, {}))).toEqual({ usual: 0.18, stricter: [] })
    const stricter = 'topic=deadlines:0.05, Office = Calle del Sol 1 :0.1'
    expect(answerRisk(readConfig({}, { ANSWER_RISK: '0.15', STRICTER_ANSWERS: stricter }))).toEqual({
      usual: 0.15,
      stricter: [
        { key: 'topic', value: 'deadlines', risk: 0.05 },
        { key: 'office', value: 'Calle del Sol 1', risk: 0.1 },
      ],
    })
  })

  it.each(['0', '-0.1', '0.9', 'x', 'NaN'])('refuses ANSWER_RISK=%s and says what is wanted', (given) => {
    expect(refusal({ ANSWER_RISK: given }).message).toBe(
      `one setting is wrong:\n  ANSWER_RISK is "${given}"; wanted: a number above 0, at most 0.5; example: ANSWER_RISK=0.05`,
    )
  })

  it.each(['topic=deadlines', 'topic=deadlines:2', 'topic:0.1', '=deadlines:0.1', 'topic=deadlines:0.1,fees'])(
    'refuses STRICTER_ANSWERS=%s and says what is wanted',
    (given) => {
      expect(refusal({ STRICTER_ANSWERS: given }).message).toBe(
        `one setting is wrong:\n  STRICTER_ANSWERS is "${given}"; wanted: key=value:share, separated by commas; example: STRICTER_ANSWERS=topic=deadlines:0.05`,
      )
    },
  )

  it('reads the limits of the gate that are given, and keeps the defaults of the others', () => {
    const { values } = readConfig({}, { GATE_LIMITS: 'leastCases=100, falseAnswerRate=.1' })
    expect(values.GATE_LIMITS).toEqual({ ...DEFAULT_GATE_LIMITS, leastCases: 100, falseAnswerRate: 0.1 })
  })

  it.each([
    ['leastCases=', 'a whole number as leastCases'],
    ['leastCases', 'a whole number as leastCases'],
    ['leastCases=0x1F', 'a whole number as leastCases'],
    ['leastCases=30=5', 'a whole number as leastCases'],
    ['leastUnanswerable=2.5', 'a whole number as leastUnanswerable'],
    ['leastSliceCases=-1', 'a whole number as leastSliceCases'],
    ['falseAnswerRate=15', 'a number from 0 to 1 as falseAnswerRate'],
    ['calibrationError=1e-2', 'a number from 0 to 1 as calibrationError'],
    ['latencyRatio=0', 'a number above 0 as latencyRatio'],
    ['significance=5,indexRecall=99', 'a number from 0 to 1 as significance, a number from 0 to 1 as indexRecall'],
    [
      'leastCase=30',
      'one of leastCases, leastUnanswerable, significance, leastSliceCases, criticalConfidence, falseAnswerRate, calibrationError, indexRecall, latencyRatio instead of "leastCase"',
    ],
  ])('refuses GATE_LIMITS=%s and says which limit wants what', (given, wanted) => {
    expect(refusal({ GATE_LIMITS: given }).message).toBe(
      `one setting is wrong:\n  GATE_LIMITS is "${given}"; wanted: ${wanted}; example: GATE_LIMITS=falseAnswerRate=0.1,leastCases=100`,
    )
  })

  it('refuses a telephone without a digit and says what is wanted', () => {
    expect(refusal({ INSTITUTION_PHONE: 'no tenemos' }).message).toBe(
      'one setting is wrong:\n  INSTITUTION_PHONE is "no tenemos"; wanted: text with a telephone number; example: INSTITUTION_PHONE=+371 6703 1703',
    )
  })

  it('reports every problem at once, with the expected format and an example', () => {
    const error = refusal({ PORT: '70000', LOG_LEVEL: 'loud', ALLOWED_ORIGINS: 'https://a.example/path', PATH: '/bin' })
    expect(error.code).toBe('BAD_CONFIG')
    expect(error.message).toMatchInlineSnapshot(`
      "3 settings are wrong:
        PORT is "70000"; wanted: a port number, 0 to 65535 (0 takes any free port); example: PORT=8080
        LOG_LEVEL is "loud"; wanted: debug, info, warn, error or silent; example: LOG_LEVEL=warn
        ALLOWED_ORIGINS is "https://a.example/path"; wanted: origins (scheme and host, no path), separated by commas; example: ALLOWED_ORIGINS=https://www.institution.example"
    `)
    expect(nextSaid(error.next, cliWords('en'))).toContain('ventanilla serve --help')
  })

  it('says which part of a Bot Framework registration is missing', () => {
    const error = refusal({
      MICROSOFT_APP_ID: '0b2a4b1e-9c2e-4b5e-8f0a-2f6f2b1c9d11',
      MICROSOFT_APP_TYPE: 'SingleTenant',
    })
    expect(error.message).toContain('MICROSOFT_APP_PASSWORD is missing')
    expect(error.message).toContain('MICROSOFT_APP_TENANT_ID is missing')
  })

  it('never repeats a secret, not even a wrong one', () => {
    expect(refusal({ DIRECT_LINE_TOKEN_KEY: 'hunter2' }).message).not.toContain('hunter2')
    expect(refusal({ REDIS_URL: 'http://user:hunter2@cache' }).message).not.toContain('hunter2')
  })

  it('passes every secret that is set to the logger', () => {
    const key = 'k'.repeat(40)
    expect(readConfig({}, { DIRECT_LINE_TOKEN_KEY: key }).secrets).toEqual([key])
  })

  it('is explained in full by --help and by its page', () => {
    const page = readFileSync(packagePath('docs', 'settings.md'), 'utf8')
    expect(page).toContain(settingsMarkdown(cliWords('en')))
    expect(settingsMarkdown(cliWords('es'))).toContain('| `TRUSTED_PROXIES` | Proxies cuyo X-Forwarded-For se cree;')
    expect(settingsMarkdown(cliWords('es'))).toContain('`DIRECT_LINE_SECRET` (secreto)')
    const help = settingsText(cliWords('en'))
    for (const name of Object.keys(SETTINGS)) expect(help).toContain(name)
  })
})
