import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { settingEntries } from '../../../deploy/settings/settings.js'
import { packagePath } from '../../../knowledge/basics/package-path.js'

const compose = readFileSync(packagePath('deploy', 'compose.yaml'), 'utf8')
const image = readFileSync(packagePath('deploy', 'Dockerfile'), 'utf8')

/** The settings that a part of the file hands on. */
function handedOn(from: string, to: string): readonly string[] {
  const part = compose.slice(compose.indexOf(from), compose.indexOf(to))
  return [...part.matchAll(/^ +([A-Z_]+):/gm)].map(([, name = '']) => name)
}

const both = handedOn('x-settings:', 'x-confined:')
const server = handedOn('  ventanilla:', '  worker:')

describe('the compose file', () => {
  it('hands every setting that the image does not fix on to the server', () => {
    const fixed = ['HOST', 'PORT', 'VENTANILLA_DATA', 'VENTANILLA_MODELS']
    for (const name of fixed) expect(image).toMatch(new RegExp(`^ENV .*\\b${name}=`, 'm'))
    const wanted = settingEntries().map(([name]) => name)
    expect([...fixed, ...both, ...server].toSorted()).toEqual([...wanted, 'TZ'].toSorted())
  })

  it('hands on to the worker what a retraining goes by, and no secret but the queue’s', () => {
    const groups = new Map(settingEntries().map(([name, { group }]) => [name as string, group]))
    for (const [name, group] of groups) {
      if (['Releases', 'Jobs'].includes(group)) expect(both).toContain(name)
    }
    const secrets = settingEntries().flatMap(([name, { secret }]) => (secret ? [name as string] : []))
    expect(both.filter((name) => secrets.includes(name))).toEqual(['REDIS_URL'])
  })
})
