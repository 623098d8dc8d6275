import { describe, expect, it } from 'vitest'
import { freeze } from '../../../knowledge/version/freeze.js'
import { ventanilla } from '../../support/built-cli.js'
import { fitDefaultRanker } from '../../support/default-fit.js'
import { driftOffice, turnOf } from '../../support/drifting.js'
import { freezeRequest, temporaryDataFolder } from '../../support/freezing.js'

async function office() {
  const folder = await temporaryDataFolder()
  await freeze(freezeRequest(folder, { fitRanker: fitDefaultRanker }))
  const { record } = await driftOffice(folder, new Date(Date.now() - 3_600_000))
  for (let i = 0; i < 300; i++) await record(turnOf())
  const drift = async (env: Readonly<Record<string, string>> = {}) => {
    const { status, stdout, stderr } = await ventanilla(['drift', '--json', '--data', folder.place], { env })
    if (stdout === '') throw new Error(stderr)
    return { status, ...JSON.parse(stdout) }
  }
  const strange = async () => {
    for (let i = 0; i < 150; i++) await record(turnOf({ kind: 'fallback', confidence: 0.1, unseenShare: 1 }))
  }
  const jobs = async () => JSON.parse((await ventanilla(['jobs', '--json', '--data', folder.place])).stdout)
  return { drift, strange, jobs }
}

describe('ventanilla drift', () => {
  it('says yes or no by its exit status, and asks for a retraining if configured to', async () => {
    const { drift, strange, jobs } = await office()
    const env = { DRIFT_RETRAIN: 'yes' }
    expect(await drift(env)).toMatchObject({ status: 0, drifting: false, version: 'kb-000001' })
    await strange()
    expect(await drift(env)).toMatchObject({
      status: 1,
      drifting: true,
      alarms: ['confidencePsi', 'fallbackRise', 'unseenRise'],
      figures: { fallbackRate: { reference: 0, live: 0.75 } },
    })
    expect(JSON.stringify(await jobs())).toContain('"trigger":"drift"')
  })

  it('asks for none otherwise', async () => {
    const { drift, strange, jobs } = await office()
    await strange()
    expect(await drift()).toMatchObject({ status: 1, drifting: true })
    expect(JSON.stringify(await jobs())).not.toContain('drift')
  })
})
