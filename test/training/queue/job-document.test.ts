import { describe, expect, it } from 'vitest'
import {
  endAttempt,
  type JobDocument,
  type JobRecord,
  jobDocumentSchema,
  keepSchedules,
  NO_JOBS,
  recoverStalled,
  setProgress,
  setSchedule,
  submit,
  takeUp,
} from '../../../training/queue/job-document.js'
import { manualRetrain } from '../../contracts/job-queue.js'

const retry = { attempts: 4, firstDelayMs: 60_000 }
const at = (time: string) => new Date(`2026-03-01T${time}Z`)
const failure = { code: 'DATA_FOLDER_BUSY', message: 'busy', hint: 'wait' }

const withOne = () => submit(NO_JOBS, manualRetrain, 'retrain-1', at('10:00:00')).next

function taken(document: JobDocument, now: Date): readonly [JobDocument, JobRecord] {
  const { next, outcome } = takeUp(document, now, retry)
  if (outcome === null) throw new Error('nothing was due')
  return [next, outcome]
}

describe('a job that fails', () => {
  it('waits one, two, then four minutes, and does not start before', () => {
    let document = withOne()
    const waits: (string | null)[] = []
    for (const time of ['10:00:00', '10:01:00', '10:03:00']) {
      const [running, record] = taken(document, at(time))
      document = endAttempt(running, record, { kind: 'failed', failure, worthRetrying: true }, at(time), retry)
      const [job] = document.jobs
      waits.push(job?.state.kind === 'waiting' ? job.state.dueAt : null)
      expect(takeUp(document, new Date(at(time).getTime() + 59_999), retry).outcome).toBeNull()
    }

    expect(waits).toEqual(['10:01', '10:03', '10:07'].map((time) => `2026-03-01T${time}:00.000Z`))
  })

  it('is due at once when the clock was set back by more than the longest delay', () => {
    const [running, record] = taken(withOne(), at('10:00:00'))
    const document = endAttempt(
      running,
      record,
      { kind: 'failed', failure, worthRetrying: true },
      at('10:00:00'),
      retry,
    )

    expect(takeUp(document, new Date('2020-01-01T00:00:00Z'), retry).outcome?.id).toBe('retrain-1')
  })
})

describe('a job whose worker has died', () => {
  it('is started again three times, then fails', () => {
    let document = withOne()
    for (let death = 1; death <= 4; death++)
      document = recoverStalled(taken(document, at('10:00:00'))[0], at('10:00:00'))

    expect(document.jobs).toMatchObject([{ begun: 4, state: { kind: 'failed', failure: { code: 'JOB_STALLED' } } }])
  })

  it('ignores the worker that lost it', () => {
    const [first, lost] = taken(withOne(), at('10:00:00'))
    const [second] = taken(recoverStalled(first, at('10:00:30')), at('10:01:00'))

    expect(endAttempt(second, lost, { kind: 'done', result: { from: 'lost' } }, at('10:02:00'), retry)).toBe(second)
    expect(setProgress(second, lost, { step: 'embed', done: 1, total: 2 })).toBe(second)
  })
})

describe('a schedule', () => {
  const nightly = { name: 'nightly', cron: '30 3 * * *', timeZone: 'Europe/Madrid', request: manualRetrain }

  it('submits one job for all moments that passed', () => {
    const set = setSchedule(NO_JOBS, nightly, at('10:00:00'))
    expect(set.schedules).toMatchObject([{ nextAt: '2026-03-02T02:30:00.000Z' }])

    const later = keepSchedules(set, new Date('2026-03-05T12:00:00Z'))
    expect(later.jobs.map(({ id }) => id)).toEqual(['retrain-20260302-023000-nightly'])
    expect(later.schedules).toMatchObject([{ nextAt: '2026-03-06T02:30:00.000Z' }])
  })

  it('keeps its local time when daylight saving changes', () => {
    const set = setSchedule(NO_JOBS, nightly, new Date('2026-03-28T12:00:00Z'))
    expect(set.schedules).toMatchObject([{ nextAt: '2026-03-29T01:30:00.000Z' }])
  })

  it('follows a clock that was set back', () => {
    const set = setSchedule(NO_JOBS, nightly, new Date('2030-01-01T12:00:00Z'))
    const back = keepSchedules(set, at('10:00:00'))
    expect(back.jobs).toEqual([])
    expect(back.schedules).toMatchObject([{ nextAt: '2026-03-02T02:30:00.000Z' }])
  })

  it('does not change the document while nothing is due', () => {
    const set = setSchedule(NO_JOBS, nightly, at('10:00:00'))
    expect(keepSchedules(set, at('23:00:00'))).toBe(set)
    expect(setSchedule(set, { ...nightly }, at('23:00:00'))).toBe(set)
  })
})

describe('finished jobs', () => {
  it('are kept up to the last hundred, and read back as written', () => {
    let document: JobDocument = NO_JOBS
    for (let number = 0; number < 103; number++) {
      document = submit(document, manualRetrain, `retrain-${number}`, at('10:00:00')).next
      const [running, record] = taken(document, at('10:00:00'))
      document = endAttempt(running, record, { kind: 'done', result: { number } }, at('10:00:00'), retry)
    }

    expect(document.jobs.map(({ id }) => id)).toEqual(Array.from({ length: 100 }, (_, i) => `retrain-${i + 3}`))
    expect(jobDocumentSchema.parse(JSON.parse(JSON.stringify(document)))).toEqual(document)
  })
})
