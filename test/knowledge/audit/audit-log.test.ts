import { appendFile, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type AuditEntry, sealEntry } from '../../../knowledge/audit/audit-entry.js'
import { recordAct } from '../../../knowledge/audit/audit-log.js'
import { readAudit } from '../../../knowledge/audit/read-audit.js'
import { recoverAudit } from '../../../knowledge/audit/recover-audit.js'
import { verifyAudit } from '../../../knowledge/audit/verify-audit.js'
import { named } from '../../../knowledge/person.js'
import type { Store } from '../../../knowledge/store/store.js'
import { fixedClock, temporaryDataFolder } from '../../support/freezing.js'
import { pathsIn } from '../../support/paths-in.js'

const act = (version: string) => ({
  event: 'promotion' as const,
  by: named('Ana Ruiz'),
  details: { version, reason: 'fees' },
})

async function folderWith(entries: number): Promise<Store> {
  const folder = await temporaryDataFolder()
  for (let i = 1; i <= entries; i++) await recordAct(folder, act(`kb-00000${i}`), fixedClock)
  return folder
}

async function rewrite(folder: Store, change: (lines: string[]) => readonly string[]): Promise<void> {
  const lines = (await readFile(pathsIn(folder).auditFile, 'utf8')).split('\n').slice(0, -1)
  await writeFile(
    pathsIn(folder).auditFile,
    change(lines)
      .map((line) => `${line}\n`)
      .join(''),
  )
}

/** As a release kept them that knew people by their names only. */
const BEFORE_ACCOUNTS = [
  '{"entry":1,"at":"2026-03-01T10:00:00.000Z","event":"import","by":"Ana Ruiz","details":{"source":"kb.csv","added":3},"previous":"0000000000000000000000000000000000000000000000000000000000000000","hash":"cb1ec6f92f697d5056ccc4a494f0e8c9d3920c678aab3317c40b05b4f9202ec9"}',
  '{"entry":2,"at":"2026-03-01T10:00:00.000Z","event":"drift","by":null,"details":{"version":"kb-000001","alarms":["fallbackRise"]},"previous":"cb1ec6f92f697d5056ccc4a494f0e8c9d3920c678aab3317c40b05b4f9202ec9","hash":"5d8de8f35ddf50627fe1417e24fd20329bcadc056b8e757b418de46a518d0de6"}',
  '{"entry":3,"at":"2026-03-01T10:00:00.000Z","event":"promotion","by":"Eva Sol","details":{"version":"kb-000001","previous":null,"reason":"first","author":"Ana Ruiz","override":false},"previous":"5d8de8f35ddf50627fe1417e24fd20329bcadc056b8e757b418de46a518d0de6","hash":"f5bfe1d76b4d186d88fbf103e6a005ce070ae059f6fe10d396bd6ec6213abddf"}',
]

describe('the audit log', () => {
  it('is valid while it is empty', async () => {
    expect(await verifyAudit(await temporaryDataFolder())).toEqual({
      ok: true,
      entries: 0,
      head: null,
      clockSetBack: [],
      withoutEffect: [],
      recoveries: [],
    })
  })

  it('keeps who did what, when and why, each entry naming the one before', async () => {
    const folder = await folderWith(3)

    const entries = await readAudit(folder)

    expect(entries.map(({ entry, by, event, details }) => ({ entry, by, event, details }))).toEqual(
      [1, 2, 3].map((entry) => ({ entry, ...act(`kb-00000${entry}`), by: 'Ana Ruiz' })),
    )
    expect(entries[2]?.previous).toBe(entries[1]?.hash)
    expect(await verifyAudit(folder)).toMatchObject({ ok: true, entries: 3, head: entries[2]?.hash, clockSetBack: [] })
  })

  it('continues a chain from before people had accounts', async () => {
    const folder = await temporaryDataFolder()
    await writeFile(
      join(pathsIn(folder).auditFolder, 'audit.jsonl'),
      BEFORE_ACCOUNTS.map((line) => `${line}\n`).join(''),
    )
    const latestAt = '2026-03-01T10:00:00.000Z'
    const hash = 'f5bfe1d76b4d186d88fbf103e6a005ce070ae059f6fe10d396bd6ec6213abddf'
    await writeFile(join(pathsIn(folder).auditFolder, 'head.json'), JSON.stringify({ entry: 3, hash, latestAt }))

    const by = { name: 'Ana Ruiz', account: 'ana@town.example' }
    await recordAct(folder, { ...act('kb-000002'), by }, fixedClock)
    await recordAct(folder, act('kb-000003'), fixedClock)

    expect(await verifyAudit(folder)).toMatchObject({ ok: true, entries: 5 })
    const lines = (await readFile(join(pathsIn(folder).auditFolder, 'audit.jsonl'), 'utf8')).split('\n')
    expect(lines.slice(0, 3)).toEqual(BEFORE_ACCOUNTS)
    expect(lines[3]).toContain('"event":"promotion","by":"Ana Ruiz","account":"ana@town.example","details":{')
    expect(lines[4]).toContain('"event":"promotion","by":"Ana Ruiz","details":{')
  })

  it('gives an act without an account the same hash as before accounts', () => {
    const [line = ''] = BEFORE_ACCOUNTS
    const { hash: _, ...unsealed } = JSON.parse(line)
    expect(JSON.stringify(sealEntry(unsealed))).toBe(line)
  })

  it('detects an account that was removed or added', async () => {
    const folder = await temporaryDataFolder()
    const by = { name: 'Ana Ruiz', account: 'ana@town.example' }
    await recordAct(folder, { ...act('kb-000001'), by }, fixedClock)
    await rewrite(folder, (lines) => lines.map((line) => line.replace('"account":"ana@town.example",', '')))
    expect(await verifyAudit(folder)).toMatchObject({ ok: false, firstBroken: 1 })
  })

  it('continues after an entry longer than the first read of the end', async () => {
    const folder = await temporaryDataFolder()
    const pairs = Array.from({ length: 200 }, (_, i) => `${'ж'.repeat(400)}-${i}`)
    await recordAct(folder, { event: 'retire', by: named('Ana Ruiz'), details: { pairs } }, fixedClock)
    await recordAct(folder, act('kb-000001'), fixedClock)
    expect(await verifyAudit(folder)).toMatchObject({ ok: true, entries: 2 })
  })

  it('keeps the chain intact when many processes record at once', async () => {
    const folder = await temporaryDataFolder()
    await Promise.all(Array.from({ length: 12 }, (_, i) => recordAct(folder, act(`kb-0000${10 + i}`), fixedClock)))

    expect(await verifyAudit(folder)).toMatchObject({ ok: true, entries: 12 })
  })

  it.each<[string, (lines: string[]) => readonly string[], number]>([
    ['an altered word', (lines) => lines.with(2, (lines[2] ?? '').replace('fees', 'tree')), 3],
    ['an entry taken out', (lines) => lines.toSpliced(1, 1), 2],
    ['two entries exchanged', (lines) => lines.with(1, lines[2] ?? '').with(2, lines[1] ?? ''), 2],
    ['a line that is no entry', (lines) => lines.toSpliced(4, 0, 'x'), 5],
    ['an entry whose hash was made to fit', (lines) => lines.with(1, resealed(lines[1] ?? '')), 3],
    ['the last entries cut off', (lines) => lines.slice(0, 3), 4],
    ['the last entry rewritten with its hash', (lines) => lines.with(4, resealed(lines[4] ?? '')), 5],
    ['everything taken away', () => [], 1],
  ])('points at the first broken link: %s', async (_what, change, firstBroken) => {
    const folder = await folderWith(5)
    await rewrite(folder, change)

    expect(await verifyAudit(folder)).toMatchObject({ ok: false, entries: firstBroken - 1, firstBroken })
  })

  it('contains an entry noted earlier, and reports an unknown noted entry as missing, not as a broken chain', async () => {
    const folder = await folderWith(3)
    const [, second] = await readAudit(folder)

    expect(await verifyAudit(folder, second?.hash)).toMatchObject({ ok: true, entries: 3 })
    expect(await verifyAudit(folder, 'a'.repeat(64))).toEqual({
      ok: false,
      kind: 'noted-missing',
      entries: 0,
      firstBroken: 1,
      fault: { what: 'audit-noted-missing' },
    })
  })

  it('reports that its head is missing', async () => {
    const folder = await folderWith(2)
    await rm(join(pathsIn(folder).auditFolder, 'head.json'))

    expect(await verifyAudit(folder)).toMatchObject({ ok: false, firstBroken: 3 })
  })

  it('tells where its damaged head lies', async () => {
    const folder = await folderWith(2)
    const head = join(pathsIn(folder).auditFolder, 'head.json')
    await writeFile(head, '{')

    await expect(verifyAudit(folder)).rejects.toThrow(`${head} is damaged`)
    await expect(recordAct(folder, act('kb-000003'), fixedClock)).rejects.toThrow(`${head} is damaged`)
  })

  it('skips a torn last line and removes it with the next entry', async () => {
    const folder = await folderWith(2)
    await appendFile(pathsIn(folder).auditFile, '{"entry":3,"at":"2026-')
    expect(await verifyAudit(folder)).toMatchObject({ ok: true, entries: 2 })

    await recordAct(folder, act('kb-000003'), fixedClock)

    expect(await verifyAudit(folder)).toMatchObject({ ok: true, entries: 3 })
  })

  it('refuses to continue a log whose end was changed', async () => {
    const folder = await folderWith(2)
    await rewrite(folder, (lines) => lines.with(1, (lines[1] ?? '').replace('fees', 'tree')))

    await expect(recordAct(folder, act('kb-000003'), fixedClock)).rejects.toMatchObject({
      code: 'LOG_DAMAGED',
      next: { do: 'find-damage-in-audit' },
    })
  })

  it.each<[string, (lines: string[]) => readonly string[], number, number]>([
    ['cut off', (lines) => lines.slice(0, 3), 3, 2],
    ['cut off in the middle of an entry', (lines) => lines.slice(0, 4).with(3, (lines[3] ?? '').slice(0, 40)), 3, 2],
    ['taken away whole', () => [], 0, 5],
    ['altered', (lines) => lines.with(4, (lines[4] ?? '').replace('fees', 'tree')), 4, 1],
    ['rewritten with its hash', (lines) => lines.with(4, resealed(lines[4] ?? '')), 5, 1],
    ['altered before its end', (lines) => lines.with(2, (lines[2] ?? '').replace('fees', 'tree')), 2, 3],
  ])('continues a log that was %s only by a recovery, which it tells for ever', async (_what, change, kept, lost) => {
    const folder = await folderWith(5)
    await rewrite(folder, change)
    const recover = () => recoverAudit(folder, { by: named('Eva Sol'), reason: 'disk failed' }, fixedClock)
    const refused = await recordAct(folder, act('kb-000006'), fixedClock).then(
      () => null,
      ({ code }) => code,
    )
    // An alteration before the end keeps nobody from recording; verifying finds it.
    expect(refused).toBe(kept === 2 ? null : 'LOG_DAMAGED')
    expect(await verifyAudit(folder)).toMatchObject({ ok: false })

    const recovery = { entry: kept + 1, by: 'Eva Sol', reason: 'disk failed', lost: kept === 2 ? lost + 1 : lost }
    expect(await recover()).toMatchObject(recovery)
    expect(await recover()).toBeNull()
    await recordAct(folder, act('kb-000007'), fixedClock)

    expect(await verifyAudit(folder)).toMatchObject({ ok: true, entries: kept + 2, recoveries: [recovery] })
  })

  it.each(['lost', 'damaged'])('continues after a %s head only by a recovery', async (what) => {
    const folder = await folderWith(3)
    const head = join(pathsIn(folder).auditFolder, 'head.json')
    await (what === 'lost' ? rm(head) : writeFile(head, '{'))
    await expect(recordAct(folder, act('kb-000004'), fixedClock)).rejects.toMatchObject({ code: 'LOG_DAMAGED' })
    await recoverAudit(folder, { by: named('Eva Sol'), reason: 'disk failed' }, fixedClock)
    expect(await verifyAudit(folder)).toMatchObject({ ok: true, entries: 4, recoveries: [{ entry: 4, lost: 0 }] })
  })

  it('records by how much the clock was set back, until it has caught up', async () => {
    const folder = await temporaryDataFolder()
    const at = (time: string) => ({ now: () => new Date(time) })
    await recordAct(folder, act('kb-000001'), at('2026-03-01T12:00:00.000Z'))
    await recordAct(folder, act('kb-000002'), at('2026-03-01T11:00:00.000Z'))
    await recordAct(folder, act('kb-000003'), at('2026-03-01T11:30:00.000Z'))
    await recordAct(folder, act('kb-000004'), at('2026-03-01T12:00:01.000Z'))

    const entries = await readAudit(folder)

    expect(entries.map(({ clockBehindMs }) => clockBehindMs)).toEqual([undefined, 3_600_000, 1_800_000, undefined])
    expect(await verifyAudit(folder)).toMatchObject({ ok: true, clockSetBack: [2, 3] })
  })
})

/** The entry with another reason and a hash of its own that fits. */
function resealed(line: string): string {
  const { hash: _, ...unsealed } = JSON.parse(line) as AuditEntry
  return JSON.stringify(sealEntry({ ...unsealed, details: { ...unsealed.details, reason: 'another' } }))
}
