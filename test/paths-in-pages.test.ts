import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, posix, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packagePath } from '../knowledge/basics/package-path.js'

const PAGES = [
  'README.md',
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  ...markdownBelow('docs'),
  ...markdownBelow('deploy'),
  ...markdownBelow('evaluation'),
]

/** Between backticks: a path to a file of the program or of its pages, or to a folder in a folder. */
const WRITTEN = /`([a-z.][\w.-]*(?:\/[\w.-]+)*\/(?:[\w.-]+\.(?:ts|js|mjs|json|md|sh)|[\w-]+\/))`/g
const LINKED = /\]\(([^)\s#:]+)(?:#[^)]*)?\)/g
const CODE = /```[\s\S]*?```|`[^`]*`/g

const ROOMS = ['knowledge', 'evaluation', 'training', 'bot', 'deploy', 'test', 'docs', 'bin']
const paths = ROOMS.flatMap((room) =>
  readdirSync(packagePath(room), { recursive: true, withFileTypes: true }).map((entry) => {
    const path = relative(packagePath(), join(entry.parentPath, entry.name)).replaceAll('\\', '/')
    return entry.isDirectory() ? `/${path}/` : `/${path}`
  }),
)

describe('the paths in a page', () => {
  it.each(PAGES)('exist: %s', (page) => {
    const text = readFileSync(packagePath(page), 'utf8')
    // A page may name a file from its room on.
    const written = [...text.matchAll(WRITTEN)].flatMap(([, path = '']) =>
      paths.some((known) => known.endsWith(`/${path}`)) ? [] : path,
    )
    const links = [...text.replace(CODE, '').matchAll(LINKED)].map(([, path = '']) =>
      posix.join(posix.dirname(page), path),
    )
    expect([...written, ...links.filter((path) => !existsSync(packagePath(path)))]).toEqual([])
  })

  it('are seen', () => {
    const text = '`bot/turn/readings.ts` `knowledge/text/` `import/` `kb.csv` `/api/messages`'
    expect([...text.matchAll(WRITTEN)].map(([, path]) => path)).toEqual(['bot/turn/readings.ts', 'knowledge/text/'])
  })
})

function markdownBelow(folder: string): readonly string[] {
  return readdirSync(packagePath(folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => posix.join(folder, name.replaceAll('\\', '/')))
}
