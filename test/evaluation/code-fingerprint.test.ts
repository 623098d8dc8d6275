import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { DECIDING } from '../../evaluation/code-fingerprint.js'
import { packagePath } from '../../knowledge/basics/package-path.js'
import { readSource } from '../support/source-facts.js'

const root = packagePath('.')

/** Every file of ours that these need, themselves included, as paths from the root. */
function neededBy(files: readonly string[], needed = new Set<string>()): ReadonlySet<string> {
  for (const file of files) {
    if (needed.has(file)) continue
    needed.add(file)
    const ours = readSource(root, file).imports.filter((name) => name.startsWith('.'))
    neededBy(
      ours.map((name) => join(dirname(file), name).replace(/\.js$/, '.ts')),
      needed,
    )
  }
  return needed
}

it('the fingerprint of the code covers all that answers a question or scores it', () => {
  const adapters = readdirSync(join(root, 'knowledge', 'adapters')).filter((name) => name.endsWith('.ts'))
  const needed = neededBy([
    'evaluation/gate/judge-versions.ts',
    ...adapters.map((name) => `knowledge/adapters/${name}`),
  ])
  expect(needed).toContain('knowledge/encoder/encode.ts')
  expect([...new Set([...needed].map(dirname))].filter((folder) => !DECIDING.includes(folder))).toEqual([])
})
