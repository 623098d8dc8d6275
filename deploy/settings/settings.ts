import { z } from 'zod'
import { DEFAULT_LIMITS, type Limits } from '../../bot/http/limits.js'
import { packagePath } from '../../knowledge/basics/package-path.js'
import { SHIPPED_ENCODER_NAME } from '../../knowledge/encoder/shipped-encoder.js'
import { COMMON_LANGUAGE } from '../../knowledge/words/locale-files.js'
import { languagesOf } from '../../knowledge/words/words.js'
import { cronSchema, timeZoneSchema } from '../../training/queue/cron.js'
import { knowledgeBaseSchema } from '../../training/queue/job.js'
import { type AnswerRisk, USUAL_RISK } from '../../training/ranker/thresholds.js'
import { gateLimitsSchema, USUAL_GATE_LIMITS } from './gate-limits.js'
import { callingOriginSchema, framingOriginSchema } from './origins.js'
import { BOT_TOOLS, replyUrlSchema } from './reply-urls.js'

/** One environment variable: its schema and its explanation in one place. */
export interface Setting<T> {
  readonly group: SettingGroup
  /** what it decides, in one line */
  readonly meaning: string
  /** the format of a valid value, for people */
  readonly shape: string
  readonly example: string
  /** used when the variable is absent or empty; null = none */
  readonly fallback: string | null
  /** never printed, never logged */
  readonly secret: boolean
  /** whether the fallback is the fictional one of the sample knowledge base; setting one such variable drops the fallbacks of the others */
  readonly ofSample: boolean
  readonly schema: z.ZodType<T, string>
}

export const SETTING_GROUPS = [
  'Serving',
  'Knowledge',
  'Releases',
  'Jobs',
  'Institution',
  'Chat page and Direct Line',
  'Bot Framework',
  'Limits',
  'Keeping',
  'Command line',
] as const
export type SettingGroup = (typeof SETTING_GROUPS)[number]

interface Description {
  readonly group: SettingGroup
  readonly meaning: string
  readonly shape: string
  readonly example: string
  readonly secret?: boolean
}

function withDefault<T>(schema: z.ZodType<T, string>, fallback: string, about: Description): Setting<T> {
  return { secret: false, ofSample: false, ...about, schema, fallback }
}

function optional<T>(schema: z.ZodType<T, string>, about: Description): Setting<T | null> {
  return { secret: false, ofSample: false, ...about, schema, fallback: null }
}

function ofSample<T>(schema: z.ZodType<T, string>, fallback: string, about: Description): Setting<T | null> {
  return { secret: false, ...about, schema, fallback, ofSample: true }
}

const text = z.string().trim().min(1).max(2_000)
const phone = text.regex(/\d/)
const email = z.email().pipe(z.string())
const webAddress = z.url({ protocol: /^https?$/ }).pipe(z.string())
const oneOf = <const T extends readonly [string, ...string[]]>(...values: T) =>
  z.enum(values) as z.ZodType<T[number], string>
const yesNo = z
  .enum(['yes', 'no', 'true', 'false', '1', '0'])
  .transform((v) => v === 'yes' || v === 'true' || v === '1')

function wholeNumber(least: number, most: number): z.ZodType<number, string> {
  return z
    .string()
    .trim()
    .regex(/^\d{1,12}$/)
    .transform(Number)
    .pipe(z.number().min(least).max(most))
}

function listOf(item: z.ZodType<string, string>): z.ZodType<readonly string[], string> {
  return z
    .string()
    .transform((line) => line.split(/[\s,]+/).filter((part) => part !== ''))
    .pipe(z.array(item))
}

const network = z.union([
  z.ipv4(),
  z.ipv6(),
  z.cidrv4(),
  z.cidrv6(),
  z.enum(['loopback', 'linklocal', 'uniquelocal']),
]) as z.ZodType<string, string>

/** A higher risk would answer every question, right or wrong. */
const MOST_RISK = 0.5
const risk = z.coerce.number().positive().max(MOST_RISK) as z.ZodType<number, string>

const stricterAnswer = z.object({
  key: z.string().trim().min(1).toLowerCase(),
  value: z.string().trim().min(1),
  risk: z.coerce.number().positive().max(MOST_RISK),
})

const stricterAnswers = z
  .string()
  .transform((given) =>
    given
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .map((part): unknown => /^(?<key>[^=:]+)=(?<value>[^=:]+):(?<risk>[^=:]+)$/.exec(part)?.groups),
  )
  .pipe(z.array(stricterAnswer)) as z.ZodType<AnswerRisk['stricter'], string>

function limit(name: keyof Limits, least: number, meaning: string): Setting<number> {
  return withDefault(wholeNumber(least, 10_000_000), String(DEFAULT_LIMITS[name]), {
    group: 'Limits',
    meaning,
    shape: `a whole number, ${least} to 10000000`,
    example: String(DEFAULT_LIMITS[name] * 2),
  })
}

const CLI_LANGUAGES = languagesOf(packagePath('deploy', 'cli', 'locales'))

/** Every variable that Ventanilla reads, in the order of the explanation. */
export const SETTINGS = {
  PORT: withDefault(wholeNumber(0, 65_535), '3978', {
    group: 'Serving',
    meaning: 'Public port: chat page, Direct Line, /api/messages, health.',
    shape: 'a port number, 0 to 65535 (0 takes any free port)',
    example: '8080',
  }),
  HOST: withDefault(text, '127.0.0.1', {
    group: 'Serving',
    meaning:
      'Address to listen on. The default reaches this machine only; a server behind a proxy or in a container needs `0.0.0.0`.',
    shape: 'a host name or an IP address',
    example: '0.0.0.0',
  }),
  TRUSTED_PROXIES: withDefault(listOf(network), '', {
    group: 'Serving',
    meaning: 'Proxies whose X-Forwarded-For is trusted; without it every citizen behind a proxy shares one rate limit.',
    shape: 'IP addresses, networks, or loopback/linklocal/uniquelocal, separated by commas',
    example: 'loopback,10.0.0.0/8',
  }),
  LOG_LEVEL: withDefault(oneOf('debug', 'info', 'warn', 'error', 'silent'), 'info', {
    group: 'Serving',
    meaning: 'Least severe log line that is written.',
    shape: 'debug, info, warn, error or silent',
    example: 'warn',
  }),
  METRICS_READERS: withDefault(oneOf('local', 'everyone'), 'local', {
    group: 'Serving',
    meaning:
      'Who may read GET /metrics: programs on this machine, or everyone whom your firewall or proxy lets through.',
    shape: 'local or everyone',
    example: 'everyone',
  }),
  VENTANILLA_DATA: withDefault(text, './data', {
    group: 'Knowledge',
    meaning: 'Data folder: versions, workspace, unanswered questions. Back up this folder and nothing else.',
    shape: 'a folder; `serve`, `worker` and `import` make it when absent',
    example: '/var/lib/ventanilla',
  }),
  VENTANILLA_EMBEDDER: withDefault(text, SHIPPED_ENCODER_NAME, {
    group: 'Knowledge',
    meaning: 'Embedder of the next version frozen; a frozen version keeps its own.',
    shape: '`ventanilla-encoder` or `hashed-ngrams` (both built in), or a model: a folder or a hub id',
    example: 'Xenova/multilingual-e5-small',
  }),
  VENTANILLA_EMBEDDER_POOLING: withDefault(oneOf('mean', 'cls'), 'mean', {
    group: 'Knowledge',
    meaning: 'How a model’s token vectors become one vector; see its model card.',
    shape: 'mean or cls',
    example: 'cls',
  }),
  VENTANILLA_EMBEDDER_QUERY_PREFIX: withDefault(z.string().max(100), '', {
    group: 'Knowledge',
    meaning: 'What the model wants before a question; see its model card.',
    shape: 'text',
    example: '"query: "',
  }),
  VENTANILLA_EMBEDDER_PASSAGE_PREFIX: withDefault(z.string().max(100), '', {
    group: 'Knowledge',
    meaning: 'What the model wants before a phrasing; see its model card.',
    shape: 'text',
    example: '"passage: "',
  }),
  VENTANILLA_EMBEDDER_QUANTIZED: withDefault(yesNo, 'yes', {
    group: 'Knowledge',
    meaning: 'Use a model’s smaller 8-bit weights rather than the full ones.',
    shape: 'yes or no',
    example: 'no',
  }),
  ENCODER_ADAPT: withDefault(yesNo, 'no', {
    group: 'Knowledge',
    meaning:
      'At each retraining, continue the training of our own encoder on the approved pairs; the version carries the result (14 MB).',
    shape: 'yes or no; yes needs an encoder of ours as VENTANILLA_EMBEDDER',
    example: 'yes',
  }),
  VENTANILLA_MODELS: withDefault(text, './models', {
    group: 'Knowledge',
    meaning: 'Folder that fetched models are put into and models are loaded from.',
    shape: 'a folder',
    example: '/var/lib/ventanilla-models',
  }),
  AUTO_PROMOTE: withDefault(yesNo, 'no', {
    group: 'Releases',
    meaning: 'Promote a version that passes the gate at once, instead of leaving it to a named person.',
    shape: 'yes or no',
    example: 'yes',
  }),
  FOUR_EYES: withDefault(yesNo, 'no', {
    group: 'Releases',
    meaning:
      'Whoever promotes a version must not be its author, whom a retraining names, and whoever approves a draft must not have written it.',
    shape: 'yes or no',
    example: 'yes',
  }),
  ANSWER_RISK: withDefault(risk, String(USUAL_RISK.usual), {
    group: 'Releases',
    meaning:
      'Share of the answers given that may be wrong: the next version’s threshold follows from it. Less risk means more questions left to a person.',
    shape: 'a number above 0, at most 0.5',
    example: '0.05',
  }),
  STRICTER_ANSWERS: withDefault(stricterAnswers, '', {
    group: 'Releases',
    meaning: 'Kinds of pairs for which less may be wrong, by their metadata.',
    shape: 'key=value:share, separated by commas',
    example: 'topic=deadlines:0.05',
  }),
  GATE_LIMITS: withDefault(gateLimitsSchema, '', {
    group: 'Releases',
    meaning: `Limits of the gate that differ from the usual ones: ${USUAL_GATE_LIMITS}.`,
    shape: 'name=number, separated by commas',
    example: 'falseAnswerRate=0.1,leastCases=100',
  }),
  REDIS_URL: optional(z.url({ protocol: /^rediss?$/ }).pipe(z.string()), {
    group: 'Jobs',
    meaning:
      'Redis 6.2 or later that keeps the job queue, for workers in processes of their own. Absent: jobs are kept in the data folder and `serve` works on them.',
    shape: 'a redis:// or rediss:// address',
    example: 'redis://127.0.0.1:6379',
    secret: true,
  }),
  VENTANILLA_ROLES: withDefault(listOf(oneOf('worker')), '', {
    group: 'Jobs',
    meaning: 'What `serve` does besides answering: `worker` works on jobs too. Without REDIS_URL it always does.',
    shape: 'worker, or empty',
    example: 'worker',
  }),
  VENTANILLA_KNOWLEDGE_BASE: withDefault(knowledgeBaseSchema, 'main', {
    group: 'Jobs',
    meaning: 'Name of this knowledge base in a Redis that several installations share.',
    shape: 'small letters, digits and hyphens, at most 40',
    example: 'registry',
  }),
  RETRAIN_SCHEDULE: optional(cronSchema, {
    group: 'Jobs',
    meaning: 'When to retrain by itself: minute, hour, day, month, weekday.',
    shape: 'a cron pattern of five fields',
    example: '30 3 * * 1-5',
  }),
  RETRAIN_TIME_ZONE: withDefault(timeZoneSchema, 'UTC', {
    group: 'Jobs',
    meaning: 'Time zone of RETRAIN_SCHEDULE.',
    shape: 'a time zone’s name',
    example: 'Europe/Madrid',
  }),
  RETRAIN_AFTER_APPROVALS: withDefault(wholeNumber(0, 10_000), '0', {
    group: 'Jobs',
    meaning: 'Retrain by itself once so many drafts of answers are approved; 0: never.',
    shape: 'a whole number, 0 to 10000',
    example: '10',
  }),
  DRIFT_RETRAIN: withDefault(yesNo, 'no', {
    group: 'Jobs',
    meaning: 'Retrain when citizens begin to ask differently. Editors get a note either way.',
    shape: 'yes or no',
    example: 'yes',
  }),
  INSTITUTION_NAME: ofSample(text, 'Registro de Empresas de Valdoria', {
    group: 'Institution',
    meaning:
      'Name shown to citizens. The defaults of these five are fictional and fit the sample knowledge base; setting one turns the others off.',
    shape: 'text',
    example: 'Uzņēmumu reģistrs',
  }),
  DEFAULT_LANGUAGE: withDefault(z.string().regex(/^[a-z]{2,3}$/), COMMON_LANGUAGE, {
    group: 'Institution',
    meaning:
      'Language of `report.html`, and of a chat when the page or device names none that the assistant speaks (an SMS names none), if the knowledge base has answers in it.',
    shape: 'an ISO 639 code in lower case for which there are texts',
    example: 'es',
  }),
  INSTITUTION_PHONE: ofSample(phone, '+999 555 0100', {
    group: 'Institution',
    meaning: 'Telephone for citizens who want a person. All of it is shown; a touch dials the first number.',
    shape: 'text with a telephone number',
    example: '+371 6703 1703',
  }),
  INSTITUTION_EMAIL: ofSample(email, 'info@registro.valdoria.example', {
    group: 'Institution',
    meaning: 'E-mail address for citizens who want a person.',
    shape: 'an e-mail address',
    example: 'help@registry.example',
  }),
  INSTITUTION_HOURS: ofSample(text, '8:30–17:00', {
    group: 'Institution',
    meaning: 'When a person answers, in words that fit every language of the page.',
    shape: 'text',
    example: '9:00–14:00',
  }),
  INSTITUTION_PAGE: ofSample(webAddress, 'https://registro.valdoria.example/es/contacto', {
    group: 'Institution',
    meaning: 'Page with every way to reach the institution.',
    shape: 'a web address',
    example: 'https://registry.example/contact',
  }),
  LINK_BASE: optional(webAddress, {
    group: 'Institution',
    meaning:
      'Address from which relative links in answers begin, such as `[form](/forms/a.pdf)`. Without it they are shown as their text alone.',
    shape: 'a web address',
    example: 'https://registry.example/en/',
  }),
  EMERGENCY_NUMBER: optional(phone, {
    group: 'Institution',
    meaning:
      'Number that a citizen who writes of danger to life is told to call. Absent: 112 in Europe and 911 in much of America, which is not right everywhere.',
    shape: 'a number, or a few with words that fit every language of the page',
    example: '112',
  }),
  DIRECT_LINE_TOKEN_KEY: optional(z.string().min(32).max(1_000), {
    group: 'Chat page and Direct Line',
    meaning: 'Signs chat tokens. Absent: a random key per process, so open chats must start anew after a restart.',
    shape: 'a random secret of at least 32 characters',
    example: 'the output of: openssl rand -base64 48',
    secret: true,
  }),
  DIRECT_LINE_SECRET: optional(z.string().min(32).max(1_000), {
    group: 'Chat page and Direct Line',
    meaning:
      'Lets your own servers ask for tokens (POST /v3/directline/tokens/generate). Absent: only the chat page’s token route.',
    shape: 'a random secret of at least 32 characters',
    example: 'the output of: openssl rand -base64 48',
    secret: true,
  }),
  ALLOWED_ORIGINS: withDefault(listOf(callingOriginSchema), '', {
    group: 'Chat page and Direct Line',
    meaning: 'Other sites whose pages may call Direct Line from the browser.',
    shape: 'origins (scheme and host, no path), separated by commas',
    example: 'https://www.institution.example',
  }),
  EMBED_ORIGINS: withDefault(listOf(framingOriginSchema), '', {
    group: 'Chat page and Direct Line',
    meaning: 'Sites that may show the chat page in a frame; `https://*.institution.example` names all below.',
    shape: 'origins (scheme and host, no path), separated by commas',
    example: 'https://www.institution.example',
  }),
  MICROSOFT_APP_ID: optional(z.guid() as z.ZodType<string, string>, {
    group: 'Bot Framework',
    meaning: 'Azure Bot registration for /api/messages. Absent: local clients only.',
    shape: 'a GUID',
    example: '00000000-0000-0000-0000-000000000000',
  }),
  MICROSOFT_APP_TYPE: withDefault(oneOf('MultiTenant', 'SingleTenant', 'UserAssignedMSI'), 'MultiTenant', {
    group: 'Bot Framework',
    meaning: 'Type of the registration.',
    shape: 'MultiTenant, SingleTenant or UserAssignedMSI',
    example: 'SingleTenant',
  }),
  MICROSOFT_APP_TENANT_ID: optional(text, {
    group: 'Bot Framework',
    meaning: 'Tenant of the registration; needed unless the type is MultiTenant.',
    shape: 'a GUID or a tenant domain',
    example: '00000000-0000-0000-0000-000000000000',
  }),
  MICROSOFT_APP_PASSWORD: optional(text, {
    group: 'Bot Framework',
    meaning: 'Secret of the registration; needed unless the type is UserAssignedMSI.',
    shape: 'the client secret’s value',
    example: 'the value shown once by Azure',
    secret: true,
  }),
  BOT_FRAMEWORK_REPLY_URLS: withDefault(listOf(replyUrlSchema), BOT_TOOLS.join(','), {
    group: 'Bot Framework',
    meaning:
      'Addresses (`serviceUrl`) that replies to local clients may be sent to; in the response (`expectReplies`) they may always come. The defaults are the Emulator’s and the Agents Playground’s; an Emulator that takes another port names it in its log. With a registration it does nothing.',
    shape: 'web addresses without a query, separated by commas',
    example: 'http://localhost:52885',
  }),
  MICROSOFT_GOVERNMENT_CLOUD: withDefault(yesNo, 'no', {
    group: 'Bot Framework',
    meaning: 'Talk to Azure Government instead of public Azure.',
    shape: 'yes or no',
    example: 'yes',
  }),
  LIMIT_BODY_BYTES: limit('bodyBytes', 1_024, 'Largest request body except uploads, in bytes.'),
  LIMIT_UPLOAD_BYTES: limit('uploadBytes', 0, 'Largest upload to a chat, in bytes; 0 refuses uploads.'),
  LIMIT_REQUESTS_PER_ADDRESS_PER_MINUTE: limit(
    'requestsPerAddressPerMinute',
    10,
    'Requests of any kind from one address.',
  ),
  LIMIT_CONVERSATIONS_PER_ADDRESS_PER_MINUTE: limit(
    'conversationsPerAddressPerMinute',
    1,
    'New chats from one address.',
  ),
  LIMIT_MESSAGES_PER_CONVERSATION_PER_MINUTE: limit(
    'messagesPerConversationPerMinute',
    1,
    'Messages in one chat; faster messages are answered a little later.',
  ),
  LIMIT_WAITING_MESSAGES_PER_CONVERSATION: limit(
    'waitingMessagesPerConversation',
    1,
    'Messages of one chat that may wait for their turn.',
  ),
  LIMIT_CONNECTIONS_PER_ADDRESS: limit('connectionsPerAddress', 1, 'Open connections from one address.'),
  LIMIT_CONNECTIONS: limit('connections', 1, 'Open connections in total.'),
  RETENTION_DAYS: withDefault(wholeNumber(1, 3_650), '180', {
    group: 'Keeping',
    meaning: 'Days that unanswered questions, turn records and votes on answers are kept.',
    shape: 'days, 1 to 3650',
    example: '90',
  }),
  CLI_LANGUAGE: withDefault(z.enum(CLI_LANGUAGES) as z.ZodType<string, string>, COMMON_LANGUAGE, {
    group: 'Command line',
    meaning: 'Language in which the command line speaks to operators. It does not change the language of the content.',
    shape: CLI_LANGUAGES.join(' or '),
    example: 'es',
  }),
} satisfies Record<string, Setting<unknown>>

export type SettingName = keyof typeof SETTINGS
export type SettingValues = { readonly [K in SettingName]: (typeof SETTINGS)[K] extends Setting<infer T> ? T : never }

export function settingEntries(): readonly (readonly [SettingName, Setting<unknown>])[] {
  return Object.entries(SETTINGS) as unknown as readonly (readonly [SettingName, Setting<unknown>])[]
}
