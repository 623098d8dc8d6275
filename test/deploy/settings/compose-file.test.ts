import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { settingEntries } from '../../../deploy/settings/settings.js'
import { packagePath } from '../../../knowledge/basics/package-path.js'

const compose = readFileSync(packagePath('deploy', 'compose.yaml'), 'utf8')
const image = readFileSync(packagePath('deploy', 'Dockerfile'), 'utf8')

/** The settings that a part of the file passes on. */
function handedOn(from: string, to: string): readonly string[] {
  const part = compose.slice(compose.indexOf(from), compose.indexOf(to))
  return [...part.matchAll(/^ +([A-Z_]+):/gm)].map(([, name = '']) => name)
}

const both = handedOn('x-settings:', 'x-confined:')
const server = handedOn('  ventanilla:', '  worker:')

describe('the compose file', () => {
  it('passes every setting that the image does not fix to the server', () => {
    const fixed = ['HOST', 'PORT', 'VENTANILLA_DATA', 'VENTANILLA_MODELS']
    for (const name of fixed) expect(image).toMatch(new RegExp(`^ENV .*\\b${name}=`, 'm'))
    const wanted = settingEntries().map(([name]) => name)
    expect([...fixed, ...both, ...server].toSorted()).toEqual([...wanted, 'TZ'].toSorted())
  })

  it('passes the settings of retraining to the worker, and no secret except the queue’s', () => {
    const groups = new Map(settingEntries().map(([name, { group }]) => [name as string, group]))
    for (const [name, group] of groups) {
      if (['Releases', 'Jobs'].includes(group)) expect(both).toContain(name)
    }
    const secrets = settingEntries().flatMap(([name, { secret }]) => (secret ? [name as string] : []))
    expect(both.filter((name) => secrets.includes(name))).toEqual(['REDIS_URL'])
  })
})

/** Folders and files that a part of the program reads while it runs, from the package's root. */
function readPaths(): readonly string[] {
  const sources = ['bot', 'deploy', 'evaluation', 'knowledge', 'training'].flatMap((room) =>
    readdirSync(packagePath(room), { recursive: true, encoding: 'utf8' }).map((name) => join(room, name)),
  )
  return sources
    .filter((name) => name.endsWith('.ts') && !/^deploy\/(bench|transcript)\//.test(name))
    .flatMap((name) => [...readFileSync(packagePath(name), 'utf8').matchAll(/\bpackagePath\(((?:'[^']+'(?:, )?)+)/g)])
    .map(([, segments = '']) => [...segments.matchAll(/'([^']+)'/g)].map(([, segment]) => segment).join('/'))
}

describe('the image', () => {
  it('contains every file that the program reads', () => {
    const copied = [...image.matchAll(/^COPY --from=build \S+ \/app\/(\S+) \S+$/gm)].map(([, path = '']) => path)
    const paths = readPaths()
    expect(paths).toContain('training/encoder/kernel.wasm')
    const missing = paths.filter((path) => !copied.some((one) => path === one || path.startsWith(`${one}/`)))
    expect(missing).toEqual([])
  })
})
