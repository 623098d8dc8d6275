import { describe, expect, it } from 'vitest'
import { createLogger } from '../../../deploy/installation/logger.js'
import { KnowledgeError } from '../../../knowledge/errors.js'

function logged(options: { readable?: boolean; secrets?: readonly string[]; level?: string } = {}) {
  const lines: string[] = []
  const logger = createLogger({
    level: options.level ?? 'info',
    readable: options.readable ?? false,
    secrets: options.secrets ?? [],
    nextSaid: (step) => `do ${step.do}`,
    write: (line) => lines.push(line),
  })
  return { logger, lines }
}

describe('the log', () => {
  it('writes one JSON object per line', () => {
    const { logger, lines } = logged()
    logger.info({ version: 'kb-000001' }, 'serving')
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'info', version: 'kb-000001', msg: 'serving' })
  })

  it('writes nothing below its level', () => {
    const { logger, lines } = logged({ level: 'warn' })
    logger.info({}, 'not worth a line')
    expect(lines).toEqual([])
  })

  it('hides secret fields down to the third level', () => {
    const { logger, lines } = logged()
    logger.warn(
      { token: 'abc1', options: { password: 'abc2' }, call: { headers: { authorization: 'abc3' } } },
      'refused',
    )
    expect(lines.join('')).not.toMatch(/abc\d/)
  })

  it('hides a configured secret everywhere, also inside a message and an error', () => {
    const secret = 'a "quoted" secret of some length'
    const { logger, lines } = logged({ secrets: [secret] })
    logger.error({ err: new Error(`refused: ${secret}`), note: `x${secret}x` }, `tried ${secret}`)
    expect(lines.join('')).not.toContain('quoted')
    expect(lines.join('')).toContain('[secret]')
  })

  it('keeps an error’s code, hint and cause, and drops properties that libraries attach', () => {
    const { logger, lines } = logged()
    const facts = { what: 'file', file: 'vectors.hnsw', fault: { what: 'cut-short' } } as const
    const cause = Object.assign(new Error('connect refused'), { code: 'ECONNREFUSED', config: { body: 'the words' } })
    logger.error(
      { err: new KnowledgeError('INDEX_DAMAGED', facts, { do: 'rebuild-version' }, { cause }) },
      'not loaded',
    )
    const { err } = JSON.parse(lines[0] ?? '')
    expect(err).toMatchObject({ code: 'INDEX_DAMAGED', hint: 'do rebuild-version', cause: { code: 'ECONNREFUSED' } })
    expect(lines[0]).not.toContain('the words')
  })

  it('omits the message of an unexpected error, because it may quote a citizen', () => {
    const { logger, lines } = logged()
    const { logger: readable, lines: readableLines } = logged({ readable: true })
    for (const log of [logger, readable]) {
      try {
        JSON.parse('my code is 12345678Z')
      } catch (err) {
        log.error({ err }, 'turn failed')
      }
    }
    expect(lines.concat(readableLines).join('')).not.toContain('my code')
    expect(JSON.parse(lines[0] ?? '').err).toMatchObject({ type: 'SyntaxError', at: expect.any(Array) })
  })

  it('writes short lines for a person', () => {
    const { logger, lines } = logged({ readable: true })
    logger.info({ version: 'kb-000002', ms: 12 }, 'version swapped')
    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d {2}info {3}version swapped {2}version=kb-000002 {2}ms=12\n$/)
  })
})
