import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { UnansweredQuestion, UnansweredRecorder } from '../../../bot/ports.js'
import { memoryLog } from '../../../knowledge/adapters/memory-log.js'
import { openLog } from '../../../knowledge/adapters/segment-log.js'
import { qnaPairSchema } from '../../../knowledge/content/qna-pair.js'
import { MAX_KEPT_CHARS } from '../../../knowledge/records/kept-chars.js'
import {
  type UnansweredEntry,
  unansweredEntrySchema,
  unansweredRecorder,
} from '../../../knowledge/records/unanswered.js'
import { HandClock } from '../../contracts/append-log.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const clock = new HandClock('2026-03-01T10:00:00Z')

const pair = (id: string) => qnaPairSchema.parse({ id, language: 'es', question: 'q', answer: 'a' })

function asked(text: string): UnansweredQuestion {
  return {
    at: new Date('2026-03-01T10:00:00Z'),
    text,
    language: 'es',
    channel: 'directline',
    version: 'kb-000001',
    outcome: 'fallback',
    confidence: 0.2,
    closest: ['a', 'b', 'c', 'd'].map((id, position) => ({ pair: pair(id), score: 1 - position / 10 })),
    shown: null,
  }
}

async function recorded(text: string): Promise<UnansweredEntry> {
  const { log, read } = memoryLog<UnansweredEntry>(clock)
  const recorder = unansweredRecorder(log)
  await recorder.record(asked(text))
  for await (const entry of read()) return unansweredEntrySchema.parse(entry)
  throw new Error('nothing was recorded')
}

describe('an unanswered question is recorded', () => {
  it('with the facts about it and its three closest pairs', async () => {
    expect(await recorded('¿Dónde aparco?')).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      at: '2026-03-01T10:00:00.000Z',
      question: '¿Dónde aparco?',
      language: 'es',
      channel: 'directline',
      version: 'kb-000001',
      outcome: 'fallback',
      shown: null,
      confidence: 0.2,
      closest: [
        { pairId: 'a', score: 1 },
        { pairId: 'b', score: 0.9 },
        { pairId: 'c', score: 0.8 },
      ],
    })
  })

  it('without its personal data, also on the disk', async () => {
    const folder = await temporaryFolder()
    const logger = { debug() {}, info() {}, warn() {}, error() {} }
    const log = await openLog({ folder, schema: unansweredEntrySchema, clock, logger })
    const recorder: UnansweredRecorder = unansweredRecorder(log)
    await recorder.record(asked('Soy 12345678Z, ana@correo.es, 612345678: ¿dónde aparco?'))
    await log.close()

    const [segment = ''] = (await readdir(folder)).filter((name) => name.endsWith('.jsonl'))
    const stored = await readFile(join(folder, segment), 'utf8')
    expect(stored).toContain('Soy <id>, <email>, <phone>: ¿dónde aparco?')
    expect(stored).not.toMatch(/12345678|ana@|612345678/)
  })

  it('cut to its maximal length, without a partial number at the end', async () => {
    const before = 'a'.repeat(MAX_KEPT_CHARS - 6)
    const { question } = await recorded(`${before} 612345678 ${'👍'.repeat(5_000)}`)

    expect([...question]).toHaveLength(MAX_KEPT_CHARS)
    expect(question).toBe(`${before} <pho…`)
  })

  it('on one line, without control characters for terminals', async () => {
    expect((await recorded('  uno\r\n\tdos\u001b[31m \u202etres\u0000')).question).toBe('uno dos[31m tres')
  })

  it('even when nothing is left to read', async () => {
    expect((await recorded(' \u200b ')).question).toBe('')
  })
})
