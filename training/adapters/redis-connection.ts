import { Redis, type RedisOptions } from 'ioredis'
import { KnowledgeError } from '../../knowledge/errors.js'
import type { Logger } from '../../knowledge/ports.js'
import { systemCode } from '../../knowledge/store/durable-file.js'
import type { FactsOf } from '../../knowledge/words/error-facts.js'
import type { NextStep } from '../../knowledge/words/next-steps.js'

/** An older Redis could lose a job between two lists, or give it to two workers. */
const OLDEST: readonly [number, number] = [6, 2]
const CONNECT_TIMEOUT_MS = 5_000
/** The rights that a Redis user needs, in Redis's ACL syntax. `info` counts as dangerous there. */
const RIGHTS = '~ventanilla:* +@all -@dangerous +info'
/** How long a request for a job waits for a Redis that no longer answers. */
const ANSWER_TIMEOUT_MS = 10_000

/**
 * `asker`: a call fails soon when Redis is unreachable, because somebody waits for it. `worker`: a call waits until Redis is
 * reachable.
 */
export type RedisRole = 'asker' | 'worker'

/**
 * Connects to Redis, and reconnects whenever the connection is lost.
 *
 * @param url may hold a password; never logged and never part of an error
 * @throws {KnowledgeError} QUEUE_UNAVAILABLE when Redis is unreachable now, refuses the login or a command, has no database
 * with this number, or is too old
 */
export async function connectRedis(url: string, role: RedisRole, logger: Logger): Promise<Redis> {
  // A trial connection comes first: on a lasting one ioredis ignores a missing database and prints lines about missing rights.
  const trial = await connected(url, { enableReadyCheck: false, commandTimeout: ANSWER_TIMEOUT_MS })
  try {
    await checkServer(trial, url, logger)
  } catch (error) {
    throw error instanceof KnowledgeError ? error : unavailableBecause(error, url)
  } finally {
    trial.disconnect()
  }
  const redis = await connected(url, {
    maxRetriesPerRequest: role === 'worker' ? null : 2,
    ...(role === 'asker' ? { commandTimeout: ANSWER_TIMEOUT_MS } : {}),
  })
  logOutages(redis, url, logger)
  return redis
}

type RoleOptions = Pick<RedisOptions, 'enableReadyCheck' | 'commandTimeout' | 'maxRetriesPerRequest'>

async function connected(url: string, options: RoleOptions): Promise<Redis> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    retryStrategy: (attempts) => Math.min(attempts * 200, 2_000),
    ...options,
  })
  const { db = 0 } = redis.options
  if (Number.isNaN(db)) throw unavailable({ what: 'no-database-number' }, { do: 'correct-database-number' })
  // The thrown error may say only that the connection is closed. The event before it has the reason.
  let reason: unknown = null
  const noteReason = (error: unknown) => {
    reason = error
  }
  redis.on('error', noteReason)
  try {
    await redis.connect()
  } catch (error) {
    redis.disconnect()
    throw unavailableBecause(reason ?? error, url)
  }
  return redis
}

/** The failure of a call as QUEUE_UNAVAILABLE when Redis is to blame, otherwise the error itself. */
export function asUnavailable(error: unknown, url: string): unknown {
  return isOutage(error) || isRefusal(error) ? unavailableBecause(error, url) : error
}

/** Whether a call failed because Redis could not be reached or did not answer. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return OUTAGE_NAMES.includes(error.name) || /^E[A-Z]+$/.test(code) || OUTAGE_WORDS.test(error.message)
}

const OUTAGE_NAMES = ['MaxRetriesPerRequestError', 'ClusterAllFailedError', 'ConnectionClosedError']
/** ioredis's messages, and Redis's own while it loads its file. */
const OUTAGE_WORDS = /^(Connection is closed|Command timed out|Stream isn't writeable|LOADING)/

const LOGIN_WORDS = /^(NOAUTH|WRONGPASS)|invalid password|without any password/i
const RIGHTS_WORDS = /^(NOPERM|ERR ACL failure)/
const NO_DATABASE_WORDS = /^ERR (DB index is out of range|invalid DB index|SELECT is not allowed)/
const FULL_WORDS = /^(OOM|MISCONF|READONLY)/
const NO_REDIS_WORDS = /^(Unknown RESP type|Protocol error)/
/** Redis closes the connections for which it has no room, before it reads from them. */
const CLOSING_CODES = ['EPIPE', 'ECONNRESET']

function isRefusal(error: unknown): boolean {
  return error instanceof Error && [LOGIN_WORDS, RIGHTS_WORDS, FULL_WORDS].some((words) => words.test(error.message))
}

function unavailableBecause(error: unknown, url: string): KnowledgeError {
  const reply = error instanceof Error ? error.message : ''
  const at = address(url)
  if (LOGIN_WORDS.test(reply)) {
    return unavailable({ what: 'login-refused', address: at }, { do: 'correct-redis-login' }, error)
  }
  if (RIGHTS_WORDS.test(reply)) {
    return unavailable({ what: 'rights', address: at, reply }, { do: 'give-redis-rights', rights: RIGHTS }, error)
  }
  if (FULL_WORDS.test(reply)) {
    const why = reply.split(' ', 1)[0] ?? ''
    return unavailable({ what: 'takes-nothing', address: at, why }, { do: 'look-in-redis-log' }, error)
  }
  if (NO_REDIS_WORDS.test(reply))
    return unavailable({ what: 'no-redis', address: at }, { do: 'correct-redis-url' }, error)
  if (CLOSING_CODES.includes(systemCode(error) ?? '')) {
    return unavailable({ what: 'closes', address: at }, { do: 'look-at-redis-clients' }, error)
  }
  if (error instanceof Error && error.name === 'ReplyError') {
    // Redis repeats the words of an unknown command, and they may be a login.
    const said = reply.split(', with args', 1)[0] ?? ''
    return unavailable({ what: 'refused', address: at, reply: said }, { do: 'heed-redis' }, error)
  }
  return unavailable({ what: 'no-answer', address: at }, { do: 'start-redis' }, error)
}

/** Where a Redis is, without its login. */
export function address(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'REDIS_URL'
}

async function checkDatabase(redis: Redis, url: string): Promise<void> {
  const { db = 0 } = redis.options
  if (db === 0) return
  try {
    await redis.select(db)
  } catch (error) {
    if (!(error instanceof Error && NO_DATABASE_WORDS.test(error.message))) throw error
    const facts = { what: 'no-database', address: address(url), database: db } as const
    throw unavailable(facts, { do: 'correct-database-number' }, error)
  }
}

async function checkServer(redis: Redis, url: string, logger: Logger): Promise<void> {
  await checkDatabase(redis, url)
  const facts = new Map(
    (await redis.info()).split(/\r?\n/).map((line) => [line.split(':', 1)[0], line.slice(line.indexOf(':') + 1)]),
  )
  const version = facts.get('redis_version') ?? 'unknown'
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    const facts = { what: 'too-old', address: address(url), found: version, wanted: OLDEST.join('.') } as const
    throw unavailable(facts, { do: 'update-redis' })
  }
  const policy = facts.get('maxmemory_policy') ?? 'noeviction'
  if (policy !== 'noeviction') {
    logger.warn({ policy }, 'this Redis may delete jobs when its memory is full; set maxmemory-policy noeviction')
  }
  if (facts.get('aof_enabled') === '0') {
    logger.warn({}, 'this Redis may lose jobs when it stops; set appendonly yes')
  }
}

/** One line per outage, not one per attempt to connect. */
function logOutages(redis: Redis, url: string, logger: Logger): void {
  let away = false
  redis.on('error', (error) => {
    if (!away) logger.warn({ err: error, redis: address(url) }, 'Redis is away')
    away = true
  })
  redis.on('ready', () => {
    if (away) logger.info({ redis: address(url) }, 'Redis is back')
    away = false
  })
}

function unavailable(facts: FactsOf<'QUEUE_UNAVAILABLE'>, next: NextStep, cause?: unknown): KnowledgeError {
  return new KnowledgeError('QUEUE_UNAVAILABLE', facts, next, { cause })
}
