import { execFileSync } from 'node:child_process'
import { cp, rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openDataFolder } from '../../../knowledge/adapters/data-folder.js'
import type { QnaPair } from '../../../knowledge/content/qna-pair.js'
import { ventanilla } from '../../support/built-cli.js'
import { fixedClock } from '../../support/freezing.js'
import { onceInARun } from '../../support/once-in-a-run.js'
import { pathsIn } from '../../support/paths-in.js'
import { officeGolden, officePairs, writeGolden } from '../../support/retraining.js'
import { inLength } from '../../support/series.js'
import { canMount, mountSmallDisk } from '../../support/small-disk.js'
import { pairOf } from '../../support/snapshot.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const env = {
  GATE_LIMITS: 'calibrationError=0.9,latencyRatio=1000',
  LOG_LEVEL: 'warn',
  VENTANILLA_EMBEDDER: 'hashed-ngrams',
}
const SIGNED = ['--by', 'Eva Sol', '--reason', 'test']
const parking = pairOf({ id: 'parking', question: 'Is there parking at the office?', answer: 'Yes, behind it.' })
const lift = pairOf({ id: 'lift', question: 'Does the building have a lift?', answer: 'Yes, on the left.' })

/** An office with a first version, run from the command line. */
async function office(first: 'serves' | 'not promoted' = 'serves') {
  return officeAt(
    await onceInARun(`office-whose-first-version-${first.replaceAll(' ', '-')}`, async (made) => {
      const { folder, verb, importPairs } = await officeAt(made)
      await writeGolden(folder, officeGolden)
      await importPairs(officePairs)
      await verb('retrain')
      if (first === 'serves') expect(await verb('promote', 'kb-000001', ...SIGNED)).toMatchObject({ status: 0 })
    }),
  )
}

async function officeAt(data: string) {
  const folder = await openDataFolder(data, fixedClock)
  const inputs = await temporaryFolder()
  const verb = async (...args: readonly string[]) => {
    const { status, stdout, stderr } = await ventanilla([...args, '--data', data, '--json'], { env })
    const code = stdout === '' ? JSON.parse(stderr.trim().split('\n').at(-1) ?? '').error.code : null
    return { status, said: stdout === '' ? null : JSON.parse(stdout), code, stderr }
  }
  const importPairs = async (pairs: readonly QnaPair[]) => {
    const file = join(inputs, 'office.jsonl')
    await writeFile(file, pairs.map((pair) => `${JSON.stringify(pair)}\n`).join(''))
    return verb('import', file, '--source', 'office')
  }
  return { folder, verb, importPairs }
}

const champions = async ({ verb }: Awaited<ReturnType<typeof office>>) => {
  const { said } = await verb('versions')
  return said.flatMap(({ id, aliases }: { id: string; aliases: string[] }) =>
    aliases.includes('champion') ? [id] : [],
  )
}

describe('a release', () => {
  it('promoted by two processes at once is one of them', async () => {
    const one = await office()
    for (const pair of [parking, lift]) {
      await one.importPairs([pair])
      expect(await one.verb('retrain')).toMatchObject({ status: 0 })
    }
    const both = await Promise.all(['kb-000002', 'kb-000003'].map((id) => one.verb('promote', id, ...SIGNED)))
    expect(both.map(({ status }) => status).sort()).toEqual([0, 1])
    expect(both.find(({ status }) => status === 1)?.code).toMatch(/^(CHAMPION_MOVED|NOT_JUDGED)$/)
    const winner = both.find(({ status }) => status === 0)?.said.champion
    expect(await champions(one)).toEqual([winner])
    expect((await one.verb('audit', 'verify')).said).toMatchObject({ ok: true })
  })

  it('that the gate holds is refused, and can be overridden only explicitly and on record', async () => {
    const one = await office()
    await one.importPairs(officePairs.map((pair) => (pair.id === 'fees' ? { ...pair, answer: 'Nine to two.' } : pair)))
    await writeGolden(one.folder, officeGolden.slice(0, 3))
    expect(await one.verb('retrain')).toMatchObject({ status: 1, said: { gate: 'hold' } })
    expect(await one.verb('promote', 'kb-000002', ...SIGNED)).toMatchObject({ status: 1, code: 'GATE_HELD' })
    expect(await champions(one)).toEqual(['kb-000001'])
    const forced = await one.verb('promote', 'kb-000002', ...SIGNED, '--override')
    expect(forced).toMatchObject({ status: 0, said: { champion: 'kb-000002', overridden: expect.any(String) } })
    expect(forced.stderr).toContain('promoted against the gate')
    const { said } = await one.verb('audit', 'list')
    expect(said.at(-1)).toMatchObject({ event: 'promotion', by: 'Eva Sol', details: { override: true, gate: 'hold' } })
  })

  it.each([
    [
      'contradicts itself',
      '{"text":"Pay the filing fees, please!","relevant":["hours"],"lang":"en"}',
      'GOLDEN_CONTRADICTION',
    ],
    ['is no golden file', 'what does it cost?', 'IMPORT_INVALID'],
  ])('is not made on a golden set that %s', async (_, line, code) => {
    const one = await office()
    await one.importPairs([parking])
    await writeFile(join(pathsIn(one.folder).goldenFolder, 'other.jsonl'), `${line}\n`)
    for (const args of [['retrain'], ['evaluate'], ['compare', 'kb-000001', 'kb-000001']]) {
      expect(await one.verb(...args)).toMatchObject({ status: 2, code })
    }
    expect(await champions(one)).toEqual(['kb-000001'])
  })

  it('that is the first is held if it cannot serve, however it is judged', async () => {
    const one = await office('not promoted')
    const unheard = { text: 'zzyzx quux', relevant: ['fees'], lang: 'en', critical: true }
    await writeGolden(one.folder, [...officeGolden, unheard])
    const compared = await one.verb('compare', 'kb-000001', 'kb-000001', '--record')
    expect(compared).toMatchObject({ status: 1, said: { gate: 'hold', won: 0, lost: 0 } })
    expect(compared.said.reasons).toEqual(['no critical case lost: 1 critical case is not served: "zzyzx quux"'])
    expect(await one.verb('promote', 'kb-000001', ...SIGNED)).toMatchObject({ status: 1, code: 'GATE_HELD' })
  })

  it('that is measured on cases that name none of its pairs gets a warning', async () => {
    const one = await office('not promoted')
    const misspelt = { text: 'what is the fee', relevant: ['feess'], lang: 'en' }
    await writeGolden(one.folder, [
      ...officeGolden,
      misspelt,
      { ...misspelt, text: 'the fee', relevant: ['x', 'fees'] },
    ])
    const { said, stderr } = await one.verb('evaluate', 'kb-000001')
    expect(said).toMatchObject({ cases: 40, misnamed: 1 })
    expect(stderr).toContain('warning: 1 of 40 golden cases names no pair of kb-000001; it counts as not found\n')
  })

  it('is not judged by golden cases with an error, and a made one is held', async () => {
    const one = await office()
    await one.importPairs([parking])
    await writeGolden(one.folder, [])
    expect(await one.verb('evaluate')).toMatchObject({ status: 2, code: 'EMPTY_EVALUATION' })
    expect(await one.verb('retrain')).toMatchObject({ status: 1, said: { gate: 'hold' } })
    expect(await one.verb('promote', 'kb-000002', ...SIGNED)).toMatchObject({ status: 1, code: 'GATE_HELD' })
  })

  it('is not made while the champion’s files are altered, and the champion can be rolled back', async () => {
    const one = await office()
    await one.importPairs([parking])
    await one.verb('retrain')
    await one.verb('promote', 'kb-000002', ...SIGNED)
    await one.importPairs([lift])
    const file = join(pathsIn(one.folder).versionsFolder, 'kb-000002', 'pairs.jsonl')
    await rm(file)
    await writeFile(file, officePairs.map((pair) => `${JSON.stringify(pair)}\n`).join(''))
    for (const args of [['retrain'], ['ask', 'pay the filing fees']]) {
      expect(await one.verb(...args)).toMatchObject({ status: 2, code: 'VERSION_DAMAGED' })
    }
    expect(await champions(one)).toEqual(['kb-000002'])
    expect(await one.verb('rollback', ...SIGNED)).toMatchObject({ status: 0, said: { champion: 'kb-000001' } })
    expect(await one.verb('ask', 'pay the filing fees')).toMatchObject({ status: 0, said: { version: 'kb-000001' } })
  })

  it.skipIf(!canMount())(
    'on a disk that is full fails with its code at every step, and the champion answers (needs the right to mount)',
    async () => {
      const disk = await mountSmallDisk(8)
      onTestFinished(disk.remove)
      const data = join(disk.folder, 'data')
      await cp(pathsIn((await office()).folder).root, data, { recursive: true })
      const one = await officeAt(data)
      const { verb, importPairs } = one
      await importPairs([parking])
      expect(await verb('retrain')).toMatchObject({ status: 0, said: { version: 'kb-000002', gate: 'pass' } })
      const ballast = join(disk.folder, 'ballast')
      const leave = async (kilobytes: number) => {
        await rm(ballast, { force: true })
        const { bavail, bsize } = await statfs(disk.folder)
        execFileSync('sh', ['-c', `head -c ${bavail * bsize - kilobytes * 1_024} /dev/zero > ${ballast}`])
      }
      const codes: (string | null)[] = []
      for (const room of inLength({ suite: [0, 24, 96], series: [0, 8, 24, 48, 96, 160] })) {
        await leave(room)
        codes.push((await importPairs([parking, lift])).code, (await verb('retrain')).code)
        expect(await verb('ask', 'how do I pay the filing fees')).toMatchObject({
          status: 0,
          said: { version: 'kb-000001', pairId: 'fees' },
        })
      }
      await leave(0)
      codes.push((await verb('promote', 'kb-000002', ...SIGNED)).code)
      codes.push((await verb('canary', 'kb-000002', '--share', '10', ...SIGNED)).code)
      expect(new Set(codes)).toEqual(new Set(['DISK_FULL', null]))
      expect(codes.slice(-2)).toEqual(['DISK_FULL', 'DISK_FULL'])
      expect(await champions(one)).toEqual(['kb-000001'])

      await rm(ballast)
      await importPairs([parking, lift])
      expect(await verb('promote', 'kb-000002', ...SIGNED)).toMatchObject({ status: 0 })
      expect(await verb('retrain')).toMatchObject({ status: 0, said: { gate: 'pass' } })
      expect((await verb('audit', 'verify')).said).toMatchObject({ ok: true })
    },
  )
})
