import { resolve } from 'node:path'
import { KnowledgeError } from '../../knowledge/errors.js'
import { type Setting, type SettingName, type SettingValues, settingEntries } from './settings.js'
import { wantedBy } from './wanted.js'

/** Everything an operator decides, read once at start. */
export interface Config {
  readonly values: SettingValues
  /** absolute */
  readonly dataFolder: string
  /** absolute */
  readonly modelsFolder: string
  /** the values of secret settings that are set: a log line that holds one is cleaned of it */
  readonly secrets: readonly string[]
}

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads the configuration.
 *
 * @param overrides values that go before the environment's, e.g. `--data`
 * @throws {KnowledgeError} BAD_CONFIG naming every variable that is wrong, what it should look like and an example
 */
export function readConfig(overrides: Environment = {}, environment: Environment = process.env): Config {
  const problems: string[] = []
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
    const count = problems.length === 1 ? 'one setting is wrong' : `${problems.length} settings are wrong`
    throw new KnowledgeError(
      'BAD_CONFIG',
      [`${count}:`, ...problems.map((problem) => `  ${problem}`)].join('\n'),
      'correct the environment variables named above; all of them are explained by: ventanilla serve --help',
    )
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

/** What a setting is given as, unread; null where it is not. */
export function givenSetting(name: SettingName, environment: Environment = process.env): string | null {
  return presence(environment[name])
}

function parse(
  name: SettingName,
  setting: Setting<unknown>,
  raw: string | null,
): { readonly value: unknown; readonly problem: string | null } {
  if (raw === null) return { value: null, problem: null }
  const parsed = setting.schema.safeParse(raw)
  if (parsed.success) return { value: parsed.data, problem: null }
  const found = setting.secret ? 'a value that does not fit' : JSON.stringify(raw.slice(0, 80))
  return {
    value: null,
    problem: `${name} is ${found}; wanted: ${wantedBy(parsed.error) ?? setting.shape}; example: ${name}=${setting.example}`,
  }
}

/** What no single variable can show. */
function contradictions(config: SettingValues): readonly string[] {
  const problems: string[] = []
  const { MICROSOFT_APP_ID: appId, MICROSOFT_APP_TYPE: type } = config
  if (appId !== null && type !== 'UserAssignedMSI' && config.MICROSOFT_APP_PASSWORD === null) {
    problems.push(`MICROSOFT_APP_PASSWORD is missing; wanted with MICROSOFT_APP_ID when MICROSOFT_APP_TYPE is ${type}`)
  }
  if (appId !== null && type !== 'MultiTenant' && config.MICROSOFT_APP_TENANT_ID === null) {
    problems.push(`MICROSOFT_APP_TENANT_ID is missing; wanted with MICROSOFT_APP_ID when MICROSOFT_APP_TYPE is ${type}`)
  }
  if (appId === null && config.MICROSOFT_APP_PASSWORD !== null) {
    problems.push('MICROSOFT_APP_ID is missing; wanted with MICROSOFT_APP_PASSWORD')
  }
  return problems
}

/** An empty variable counts as absent: compose files pass unset ones on as empty. */
function presence(value: string | undefined): string | null {
  return value === undefined || value === '' ? null : value
}
