import { createRequire } from 'node:module'
import type * as CronParser from 'cron-parser'
import { z } from 'zod'
import { KnowledgeError } from '../../knowledge/errors.js'
import { parseJobRequest } from './job.js'
import type { Schedule } from './job-queue.js'

const require = createRequire(import.meta.url)

/** Loaded when a pattern is read: every verb knows the setting, and few installations have one. */
const parser = () => (require('cron-parser') as typeof CronParser).CronExpressionParser

const NAME = /^[a-z0-9][a-z0-9-]{0,39}$/
const FIELDS = /^\S+(\s+\S+){4,5}$/

/** Whether a text is a cron pattern of five or six fields. */
export const cronSchema = z.string().trim().refine(isCron)

export const timeZoneSchema = z.string().refine(isTimeZone)

/** @throws {KnowledgeError} BAD_INPUT */
export function parseSchedule(schedule: Schedule): Schedule {
  const { name, cron, timeZone } = schedule
  if (!NAME.test(name)) {
    throw new KnowledgeError('BAD_INPUT', { what: 'no-schedule-name', name }, { do: 'write-schedule-name' })
  }
  if (!isCron(cron)) {
    throw new KnowledgeError('BAD_INPUT', { what: 'no-cron', cron }, { do: 'write-cron' })
  }
  if (!isTimeZone(timeZone)) {
    throw new KnowledgeError('BAD_INPUT', { what: 'no-time-zone', timeZone }, { do: 'write-time-zone' })
  }
  return { name, cron: cron.trim(), timeZone, request: parseJobRequest(schedule.request) }
}

/** The first moment after `after` that matches the pattern. */
export function nextMoment({ cron, timeZone }: Pick<Schedule, 'cron' | 'timeZone'>, after: Date): Date {
  return parser().parse(cron, { currentDate: after, tz: timeZone }).next().toDate()
}

function isCron(text: string): boolean {
  if (!FIELDS.test(text.trim())) return false
  try {
    // Only a search finds that a day never comes, such as 30 February.
    parser()
      .parse(text.trim(), { currentDate: new Date(0), tz: 'UTC' })
      .next()
    return true
  } catch {
    return false
  }
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
