import { resolve } from 'node:path'
import { KnowledgeError } from '../../knowledge/errors.js'
import type { Part } from '../../knowledge/words/error-facts.js'
import { partIn } from '../../knowledge/words/error-words.js'
import { type SettingWords, settingWords } from './setting-words.js'
import { SETTINGS, type Setting, type SettingName, type SettingValues, settingEntries } from './settings.js'
import { wantedBy } from './wanted.js'

/** All settings of the operator, read once at the start. */
export interface Config {
  readonly values: SettingValues
  /** absolute */
  readonly dataFolder: string
  /** absolute */
  readonly modelsFolder: string
  /** the values of secret settings; the logger removes them from every line */
  readonly secrets: readonly string[]
}

/** A problem with a setting. */
type Problem =
  | {
      readonly kind: 'unfit'
      readonly name: SettingName
      readonly found: string
      /** what is wanted instead of this value; null when the setting's shape says it */
      readonly wanted: Part | null
    }
  /** `type`: the registration's type, if the problem depends on it */
  | { readonly kind: 'missing'; readonly name: SettingName; readonly other: SettingName; readonly type: string | null }

/** Characters of a value that are shown at most. */
const MOST_SHOWN = 80

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads the configuration.
 *
 * @param overrides values that replace the environment's, e.g. `--data`
 * @throws {KnowledgeError} BAD_CONFIG naming every invalid variable, its expected format and an example
 */
export function readConfig(overrides: Environment = {}, environment: Environment = process.env): Config {
  const problems: Problem[] = []
  const values: Record<string, unknown> = {}
  const given = (name: SettingName) => presence(overrides[name]) ?? presence(environment[name])
  const ownInstitution = settingEntries().some(([name, { ofSample }]) => ofSample && given(name) !== null)
  for (const [name, setting] of settingEntries()) {
    const fallback = setting.ofSample && ownInstitution ? null : setting.fallback
    const parsed = parse(name, setting, given(name) ?? fallback)
    if (parsed.problem !== null) problems.push(parsed.problem)
    values[name] = parsed.value
  }
  const config = values as SettingValues
  if (problems.length === 0) problems.push(...contradictions(config))
  if (problems.length > 0) {
    const facts = { what: 'settings', count: problems.length, settings: problems.map(({ name }) => name) } as const
    const words = (language: string) => ({ problems: problemsSaid(problems, language) })
    throw new KnowledgeError('BAD_CONFIG', facts, { do: 'correct-settings' }, { words })
  }
  return {
    values: config,
    dataFolder: resolve(config.VENTANILLA_DATA),
    modelsFolder: resolve(config.VENTANILLA_MODELS),
    secrets: settingEntries().flatMap(([name, { secret }]) => {
      const value = config[name]
      return secret && typeof value === 'string' ? [value] : []
    }),
  }
}

/** The raw value of a setting; null when it is not set. */
export function givenSetting(name: SettingName, environment: Environment = process.env): string | null {
  return presence(environment[name])
}

function parse(
  name: SettingName,
  setting: Setting<unknown>,
  raw: string | null,
): { readonly value: unknown; readonly problem: Problem | null } {
  if (raw === null) return { value: null, problem: null }
  const parsed = setting.schema.safeParse(raw)
  if (parsed.success) return { value: parsed.data, problem: null }
  return {
    value: null,
    problem: { kind: 'unfit', name, found: raw.slice(0, MOST_SHOWN), wanted: wantedBy(parsed.error) },
  }
}

/** Problems between variables that are valid by themselves. */
function contradictions(config: SettingValues): readonly Problem[] {
  const problems: Problem[] = []
  const { MICROSOFT_APP_ID: appId, MICROSOFT_APP_TYPE: type } = config
  if (appId !== null && type !== 'UserAssignedMSI' && config.MICROSOFT_APP_PASSWORD === null) {
    problems.push({ kind: 'missing', name: 'MICROSOFT_APP_PASSWORD', other: 'MICROSOFT_APP_ID', type })
  }
  if (appId !== null && type !== 'MultiTenant' && config.MICROSOFT_APP_TENANT_ID === null) {
    problems.push({ kind: 'missing', name: 'MICROSOFT_APP_TENANT_ID', other: 'MICROSOFT_APP_ID', type })
  }
  if (appId === null && config.MICROSOFT_APP_PASSWORD !== null) {
    problems.push({ kind: 'missing', name: 'MICROSOFT_APP_ID', other: 'MICROSOFT_APP_PASSWORD', type: null })
  }
  return problems
}

function problemsSaid(problems: readonly Problem[], language: string): string {
  const words = settingWords(language)
  return problems.map((problem) => partIn(language, problemPart(problem, words))).join('\n  ')
}

function problemPart(problem: Problem, words: SettingWords): Part {
  const { name } = problem
  if (problem.kind === 'unfit') {
    const { secret, example } = SETTINGS[name]
    const wanted = problem.wanted ?? words.about(name).shape
    return secret
      ? { what: 'secret-unfit', name, wanted, example }
      : { what: 'setting-unfit', name, found: problem.found, wanted, example }
  }
  const { other, type } = problem
  return type === null
    ? { what: 'setting-wanted', name, other }
    : { what: 'setting-wanted-when', name, other, deciding: 'MICROSOFT_APP_TYPE', value: type }
}

/** An empty variable counts as absent, because compose files pass unset variables as empty. */
function presence(value: string | undefined): string | null {
  return value === undefined || value === '' ? null : value
}
