import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderStore } from '../../../knowledge/adapters/folder-store.js'
import { type AuditEntry, CHAIN_START, readEntry, sealEntry } from '../../../knowledge/audit/audit-entry.js'
import { headOf, recordAct } from '../../../knowledge/audit/audit-log.js'
import { readAudit } from '../../../knowledge/audit/read-audit.js'
import { verifyAudit } from '../../../knowledge/audit/verify-audit.js'
import { sha256 } from '../../../knowledge/basics/sha256.js'
import { named } from '../../../knowledge/person.js'
import type { Store } from '../../../knowledge/store/store.js'
import { fixedClock, temporaryDataFolder } from '../../support/freezing.js'
import { pathsIn } from '../../support/paths-in.js'
import { seededRandom } from '../../support/seeded-vectors.js'

const act = (number: number) => ({
  event: 'promotion' as const,
  by: named('Ana Ruiz'),
  details: { version: `kb-${number}`, reason: 'fees' },
})

/** Lines of a valid chain, from the first entry on. */
function chain(count: number): readonly string[] {
  const lines: string[] = []
  let previous: AuditEntry | null = null
  for (let entry = 1; entry <= count; entry++) {
    const { event, details } = act(entry)
    const at = fixedClock.now().toISOString()
    previous = sealEntry({ entry, at, event, by: 'Ana Ruiz', details, previous: previous?.hash ?? CHAIN_START })
    lines.push(JSON.stringify(previous))
  }
  return lines
}

const write = (store: Store, lines: readonly string[]) =>
  writeFile(join(pathsIn(store).auditFolder, 'audit.jsonl'), lines.map((line) => `${line}\n`).join(''))

const keptFile = (store: Store) => join(store.place, 'projections', 'audit.json')

/** As a process reads it that starts now. */
const readAgain = (store: Store) => readAudit(folderStore(store.place))

const everyLineChecked = (lines: readonly string[]) => lines.flatMap((line) => readEntry(line) ?? [])

describe('the audit list', () => {
  it('has the same entries as when every line is checked, whatever happened to the log', async () => {
    const store = await temporaryDataFolder()
    const random = seededRandom(5)
    const at = (lines: readonly unknown[]) => Math.floor(random() * lines.length)
    const more = chain(900)
    let lines: readonly string[] = more.slice(0, 150)
    const changes: readonly (() => readonly string[])[] = [
      () => [...lines, ...more.slice(0, Math.floor(random() * 250))],
      () => lines.slice(0, at(lines)),
      () => lines.with(at(lines), 'no entry'),
      () => lines.with(at(lines), (lines[at(lines)] ?? '').replace('fees', 'fee')),
      () => lines.with(at(lines), JSON.stringify(JSON.parse(more[at(more)] ?? ''), null, ' ').replaceAll('\n', ' ')),
      () => lines.toReversed(),
      () => lines,
    ]
    for (let step = 0; step < 60; step++) {
      await write(store, lines)
      expect(await readAgain(store)).toEqual(everyLineChecked(lines))
      lines = changes[Math.floor(random() * changes.length)]?.() ?? []
      if (lines.length === 0) lines = more.slice(0, 130)
    }
  })

  it('remembers which lines were checked, and nothing of what they say', async () => {
    const store = await temporaryDataFolder()
    await write(store, chain(150))
    await readAgain(store)
    const kept = await readFile(keptFile(store), 'utf8')
    expect(JSON.parse(kept)).toMatchObject({ lines: 150, odd: [] })
    expect(kept).not.toContain('Ana')
  })

  it('does not check a line again that the same program has checked', async () => {
    const store = await temporaryDataFolder()
    const lines = chain(150)
    await write(store, lines)
    await readAgain(store)
    const forged = lines.with(7, (lines[7] ?? '').replace('fees', 'none'))
    await write(store, forged)
    const kept = await readFile(keptFile(store), 'utf8')
    await writeFile(keptFile(store), kept.replace(sha256(lines.join('\n')), sha256(forged.join('\n'))))
    expect((await readAgain(store))[7]?.details.reason).toBe('none')
    await writeFile(keptFile(store), (await readFile(keptFile(store), 'utf8')).replace(/"program":"./, '"program":"-'))
    expect(await readAgain(store)).toHaveLength(149)
  })

  it('shows a change of a line that was checked before', async () => {
    const store = await temporaryDataFolder()
    const lines = chain(150)
    await write(store, lines)
    await readAgain(store)
    await write(store, lines.with(7, (lines[7] ?? '').replace('fees', 'none')))
    expect((await readAgain(store)).map(({ entry }) => entry)).not.toContain(8)
    expect(await verifyAudit(store)).toMatchObject({ ok: false, firstBroken: 8 })
  })

  it('goes on with what is recorded later, and without a file that is damaged or gone', async () => {
    const store = await temporaryDataFolder()
    const lines = chain(120)
    await write(store, lines)
    const [last] = lines.slice(-1).flatMap((line) => readEntry(line) ?? [])
    if (last === undefined) throw new Error('no entry')
    await writeFile(join(pathsIn(store).auditFolder, 'head.json'), headOf(last, []))
    await readAgain(store)
    await recordAct(store, act(121), fixedClock)
    expect((await readAgain(store)).map(({ entry }) => entry)).toEqual(Array.from({ length: 121 }, (_, i) => i + 1))
    await writeFile(keptFile(store), '{"program":')
    expect(await readAgain(store)).toHaveLength(121)
    await rm(join(store.place, 'projections'), { recursive: true })
    expect(await readAgain(store)).toHaveLength(121)
  })
})
