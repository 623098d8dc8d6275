import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DOCUMENTS, folderLayout, SUBFOLDERS } from '../knowledge/adapters/folder-layout.js'
import { packagePath } from '../knowledge/basics/package-path.js'
import { arrowsOfSubRooms, circlesOfFolders, circlesWithOwnFiles } from './support/folder-graph.js'
import { readSource, type SourceFacts, sourceFacts, sourceFiles } from './support/source-facts.js'
import { SUB_ROOMS } from './support/sub-rooms.js'

/** What each room may import from; HOUSE rule 1. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  knowledge: ['knowledge'],
  evaluation: ['evaluation', 'knowledge'],
  training: ['training', 'evaluation', 'knowledge'],
  console: ['console', 'training', 'evaluation', 'knowledge'],
  bot: ['bot', 'knowledge'],
  deploy: ['deploy', 'console', 'training', 'evaluation', 'bot', 'knowledge'],
}

/** Where each vendor package may be imported; HOUSE rule 2. A package without a line here has no place yet: give it one. */
const VENDOR_PLACES: Readonly<Record<string, readonly string[]>> = {
  '@clack/prompts': ['deploy/cli/prompts.ts'],
  '@fastify/busboy': ['bot/'],
  '@xenova/transformers': ['knowledge/adapters/transformers-embedder.ts'],
  botbuilder: ['bot/', 'deploy/bench/turns/echo-bot.ts'],
  'botframework-connector': ['bot/'],
  bullmq: ['training/adapters/bullmq-queue.ts'],
  'cli-progress': ['deploy/cli/progress.ts'],
  commander: ['deploy/cli/'],
  'cron-parser': ['training/queue/cron.ts'],
  'csv-parse': ['knowledge/content/import/'],
  echarts: ['evaluation/report/'],
  eld: ['knowledge/adapters/eld-language-detector.ts'],
  helmet: ['bot/', 'console/'],
  'hnswlib-node': ['knowledge/adapters/hnsw-index.ts'],
  ibantools: ['knowledge/records/redaction/'],
  'intl-messageformat': ['knowledge/words/message.ts'],
  ioredis: ['training/adapters/redis-connection.ts'],
  'ipaddr.js': ['bot/', 'console/'],
  jose: ['bot/', 'console/'],
  'libphonenumber-js': ['knowledge/records/redaction/'],
  lowdb: ['knowledge/adapters/lowdb-document.ts'],
  negotiator: ['bot/', 'console/'],
  'mdast-util-from-markdown': ['bot/'],
  'p-timeout': ['bot/', 'deploy/', 'training/'],
  pino: ['deploy/installation/logger.ts'],
  'prom-client': ['bot/', 'console/'],
  'proper-lockfile': ['knowledge/store/', 'knowledge/adapters/'],
  'proxy-addr': ['bot/', 'console/'],
  'rate-limiter-flexible': ['bot/', 'console/'],
  'read-excel-file': ['knowledge/content/import/'],
  restify: ['bot/', 'console/', 'deploy/bench/turns/echo-bot.ts'],
  stdnum: ['knowledge/records/redaction/check-digits.ts'],
  ws: ['bot/channels/direct-line/', 'bot/server.ts', 'deploy/bench/'],
  zod: ['bot/', 'console/', 'deploy/', 'evaluation/', 'knowledge/', 'training/'],
}

/** How many files may lie on top of a room: more want a folder of their own. */
const MOST_ON_TOP: Readonly<Record<string, number>> = {
  knowledge: 5,
  evaluation: 9,
  training: 6,
  console: 8,
  bot: 8,
  deploy: 0,
}

/** Channels know nothing of one another. */
const CHANNELS = 'bot/channels/'

/** What a data folder is made of; `folder-store.ts` and `data-folder.ts` put it together. */
const FOLDER_PARTS = [
  'knowledge/adapters/folder-journal',
  'knowledge/adapters/folder-layout',
  'knowledge/adapters/folder-shelf',
  'knowledge/adapters/folder-versions',
  'knowledge/adapters/lowdb-document',
  'knowledge/adapters/segment-',
  'knowledge/store/folder-lock',
  'knowledge/store/lasting-lock',
  'knowledge/store/lock-folder',
]

/** Names of files in a data folder, which only their store uses. */
const KEPT_NAMES = [
  ...DOCUMENTS.map((name) => folderLayout('').document(name).file),
  ...['audit', 'moves'].flatMap((name) => [folderLayout('').journal(name).lines, folderLayout('').journal(name).head]),
  folderLayout('').marker,
].map((file) => posix.basename(file))

/** Parts of a path that only the store builds. */
const KEPT_PARTS: readonly string[] = [...KEPT_NAMES, ...SUBFOLDERS]

/** Who keeps something, and goes by what the store promises. */
const KEEPING = [
  'knowledge/audit/',
  'knowledge/curation/',
  'knowledge/records/',
  'knowledge/traffic/',
  'knowledge/version/',
  'training/adapters/',
  'training/editing/',
  'training/queue/',
  'training/release/',
  'training/retrain/',
]

/** Measured beside Ventanilla, never part of it. */
const PEERS = ['@nlpjs/', 'fuse.js', 'minisearch', 'wink-']

const root = packagePath()
const rooms = Object.keys(ROOMS).filter((room) => existsSync(packagePath(room)))
const files = sourceFiles(root, rooms)
const facts = new Map(files.map((file) => [file, readSource(root, file)] as const))

/** Where commands are worded, typed as a person would, or started, and where one is the name of a process in the records. */
const COMMANDERS = ['deploy/cli/', 'deploy/transcript/', 'deploy/bench/', 'deploy/roles/start-trials.ts']

/** Whether a text names a verb or an option of the command line; the properties of a style sheet are written as options are. */
function namesCommand(text: string): boolean {
  const isStyleSheet = /\{[^{}]*:[^{}]*;/.test(text)
  return /\bventanilla (?:[a-z]|$)/.test(text) || (!isStyleSheet && /(?:^|[\s"'`(=])--(?:[a-z]|$)/.test(text))
}

/** `file → import` for every import that `judge` finds fault with. */
function faults(judge: (file: string, name: string) => boolean): readonly string[] {
  return [...facts].flatMap(([file, { imports }]) =>
    imports.filter((name) => judge(file, name)).map((name) => `${file} → ${name}`),
  )
}

function filesWhere(judge: (facts: SourceFacts, file: string) => boolean): readonly string[] {
  return [...facts].filter(([file, found]) => judge(found, file)).map(([file]) => file)
}

const isRelative = (name: string) => name.startsWith('.')
const isBuiltin = (name: string) => name.startsWith('node:') || builtinModules.includes(name)
const roomOf = (file: string) => file.split('/')[0] ?? ''
const packageOf = (name: string) => name.split('/', name.startsWith('@') ? 2 : 1).join('/')
const target = (file: string, name: string) => posix.join(posix.dirname(file), name).replace(/\.js$/, '.ts')

const graph = new Map(
  [...facts].map(([file, { imports }]) => [file, imports.filter(isRelative).map((name) => target(file, name))]),
)

describe('the imports', () => {
  it('point one way between the rooms', () => {
    expect(rooms).toContain('knowledge')
    expect(
      faults((file, name) => isRelative(name) && !ROOMS[roomOf(file)]?.includes(roomOf(target(file, name)))),
    ).toEqual([])
  })

  it('lead from a sub-room only to those that are drawn, and none is drawn that nothing takes', () => {
    const drawn = Object.entries(SUB_ROOMS).flatMap(([from, rooms]) =>
      Object.entries(rooms).flatMap(([room, names]) =>
        names.split(' ').map((name) => `${from} → ${name === '.' ? room : `${room}/${name}`}`),
      ),
    )
    const taken = [...arrowsOfSubRooms(graph)].flatMap(([from, tos]) => [...tos].map((to) => `${from} → ${to}`))
    expect(taken.sort()).toEqual(drawn.sort())
  })

  it('take no channel to another', () => {
    const channelOf = (file: string) => (file.startsWith(CHANNELS) ? file.slice(CHANNELS.length).split('/', 2) : [])
    expect(
      faults((file, name) => {
        if (!isRelative(name)) return false
        const [[from, isOne], [to, isOther]] = [channelOf(file), channelOf(target(file, name))]
        return isOne !== undefined && isOther !== undefined && from !== to
      }),
    ).toEqual([])
  })

  it('leave the core of knowledge without any adapter', () => {
    const adapters = 'knowledge/adapters/'
    expect(
      faults(
        (file, name) =>
          roomOf(file) === 'knowledge' && !file.startsWith(adapters) && target(file, name).startsWith(adapters),
      ),
    ).toEqual([])
  })

  it('bring a vendor package in at its one place only', () => {
    expect(
      faults((file, name) => {
        if (isRelative(name) || isBuiltin(name)) return false
        const places = VENDOR_PLACES[packageOf(name)] ?? []
        return !places.some((place) => file === place || (place.endsWith('/') && file.startsWith(place)))
      }),
    ).toEqual([])
  })

  it('need nothing that is installed for development only', () => {
    const { dependencies } = JSON.parse(readFileSync(packagePath('package.json'), 'utf8'))
    const needed = new Set(
      [...facts.values()].flatMap(({ imports }) => imports.filter((name) => !isRelative(name) && !isBuiltin(name))),
    )
    const undeclared = [...needed].map(packageOf).filter((name) => !(name in dependencies))
    expect(undeclared).toEqual([])
  })

  it('bring a library that is measured beside Ventanilla in at its one file', () => {
    const peers = sourceFiles(root, ['test']).flatMap((file) =>
      readSource(root, file).imports.flatMap((name) =>
        PEERS.some((peer) => packageOf(name).startsWith(peer)) ? [posix.dirname(file)] : [],
      ),
    )
    expect(new Set(peers)).toEqual(new Set(['test/bench/peers']))
  })

  it('never go round in a circle', () => {
    expect(findCycle(graph)).toBeNull()
  })

  it('never go round between the sub-folders of a folder', () => {
    expect(circlesOfFolders(graph)).toEqual([])
  })

  it('never go round between the files of a folder and one of its sub-folders', () => {
    expect(circlesWithOwnFiles(graph)).toEqual([])
  })

  it('go to the file that defines a thing: no barrels', () => {
    expect(filesWhere(({ reExports }, file) => reExports || file.endsWith('/index.ts'))).toEqual([])
  })

  it('are written out, so that these rules can see them', () => {
    expect(filesWhere(({ hidesImport }) => hidesImport)).toEqual([])
  })
})

describe('the files on top of a room', () => {
  it.each(rooms)('are few in %s', (room) => {
    const onTop = files.filter((file) => posix.dirname(file) === room)
    expect(onTop.length).toBeLessThanOrEqual(MOST_ON_TOP[room] ?? 0)
  })
})

describe('the store', () => {
  const keepers = ['knowledge/adapters/', 'knowledge/store/']
  const isKeeper = (file: string) => keepers.some((folder) => file.startsWith(folder))

  it('is known by its parts to its adapter alone', () => {
    expect(
      faults((file, name) => !isKeeper(file) && FOLDER_PARTS.some((part) => target(file, name).startsWith(part))),
    ).toEqual([])
  })

  it('alone says where anything lies', () => {
    expect(
      filesWhere(
        ({ texts }, file) =>
          !isKeeper(file) && texts.some((text) => text.split(/[^\w.-]/).some((word) => KEPT_NAMES.includes(word))),
      ),
    ).toEqual([])
    expect(filesWhere(({ buildsOnPlace }, file) => buildsOnPlace && !isKeeper(file))).toEqual([])
    expect(
      filesWhere(({ pathParts }, file) => !isKeeper(file) && pathParts.some((part) => KEPT_PARTS.includes(part))),
    ).toEqual([])
  })

  it('is the only way to the disk for who keeps anything', () => {
    expect(faults((file, name) => name.startsWith('node:fs') && KEEPING.some((room) => file.startsWith(room)))).toEqual(
      [],
    )
  })
})

describe('the processes that tests start', () => {
  const processes = readdirSync(packagePath('test/support')).filter((name) => name.endsWith('.mjs'))
  const texts = processes.map((name) => [name, readFileSync(packagePath('test/support', name), 'utf8')] as const)
  const loaded = texts.flatMap(([name, text]) => loadedModules(text).map((module) => ({ name, ...module })))

  it('load modules that there are', () => {
    expect(loaded.length).toBeGreaterThan(processes.length)
    expect(
      loaded.filter(({ module }) => !facts.has(`${module}.ts`)).map(({ name, module }) => `${name} → ${module}`),
    ).toEqual([])
  })

  it('take what these export', () => {
    const missing = loaded.flatMap(({ name, module, names }) => {
      const source = facts.has(`${module}.ts`) ? readFileSync(packagePath(`${module}.ts`), 'utf8') : ''
      const exports = new Set(
        [...source.matchAll(/^export (?:async )?(?:function\*?|const|class) (\w+)/gm)].map(([, found]) => found),
      )
      return names.filter((one) => !exports.has(one)).map((one) => `${name} → ${module}: ${one}`)
    })
    expect(missing).toEqual([])
  })
})

describe('the command line', () => {
  it('is named by nobody but itself, and by what types or starts commands', () => {
    const naming = filesWhere(({ texts }) => texts.some(namesCommand))
    expect(naming.filter((file) => !COMMANDERS.some((folder) => file.startsWith(folder)))).toEqual([])
  })

  it('is named in no words but its own', () => {
    const locales = rooms.flatMap((room) =>
      readdirSync(packagePath(room), { recursive: true, encoding: 'utf8' })
        .filter((name) => /(^|[\\/])locales[\\/][a-z]+\.json$/.test(name))
        .map((name) => `${room}/${name.replaceAll('\\', '/')}`),
    )
    expect(locales).toContain('deploy/cli/locales/en.json')
    const naming = locales.filter((file) => namesCommand(readFileSync(packagePath(file), 'utf8')))
    expect(naming).toEqual(['deploy/cli/locales/en.json', 'deploy/cli/locales/es.json'])
  })
})

describe('the surroundings', () => {
  it('reach the program through deploy/settings/config.ts: nothing else reads the environment', () => {
    expect(filesWhere(({ readsEnvironment }) => readsEnvironment)).toEqual(['deploy/settings/config.ts'])
  })

  it('give the time as a clock: only deploy reads it', () => {
    expect(filesWhere(({ readsClock }, file) => readsClock && roomOf(file) !== 'deploy')).toEqual([])
  })
})

describe('the rules themselves', () => {
  it('see a command and an option', () => {
    const naming = ['with: ventanilla freeze', 'give one with --name', '--by "Ana"']
    // What stands in a template before its value.
    const begun = ['with: ventanilla ', 'give one with --']
    expect([...naming, ...begun].filter((text) => !namesCommand(text))).toEqual([])
    expect(['Ventanilla is', 'a — b', ':root { --ink: #1b1b1b; }', 'x--y'].some(namesCommand)).toBe(false)
  })

  it('see every form of import', () => {
    const text = `
      import 'a1'
      import type { A } from 'a2'
      export * from 'a3'
      export { b } from 'a4'
      type T = import('a5').T
      const c = await import('a6')
      const d = require('a7')
      import e = require('a8')
      const f = await import(\`a9\`)
      const g = require.resolve('a10')
    `
    const { imports } = sourceFacts('a.ts', text)
    expect([...imports].sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)))).toEqual(
      Array.from({ length: 10 }, (_, position) => `a${position + 1}`),
    )
  })

  it.each(['process.env.HOME', "process['env']", 'const { env } = process', "import { env } from 'node:process'"])(
    'see the environment read as %s',
    (text) => expect(sourceFacts('a.ts', text).readsEnvironment).toBe(true),
  )

  it.each(['new Date()', 'Date.now()', 'Date()'])('see the clock read as %s', (text) => {
    expect(sourceFacts('a.ts', text).readsClock).toBe(true)
  })

  it('let a given moment pass', () => {
    expect(sourceFacts('a.ts', 'new Date(text); process.exit()')).toMatchObject({
      readsClock: false,
      readsEnvironment: false,
    })
  })

  it.each([
    'join(store.place, name)',
    'resolve(desk.store.place)',
    `\`\${shelf.place}/\${name}\``,
    'join(config.dataFolder, name)',
    'join(dataFolder, name)',
  ])('see a path built on the place of something kept: %s', (text) =>
    expect(sourceFacts('a.ts', text).buildsOnPlace).toBe(true),
  )

  it.each([
    "join(folder, 'versions')",
    "join(base, 'versions', id)",
    "resolve(base, 'audit/audit.jsonl')",
    `\`\${dataFolder}/golden/\${name}\``,
  ])('see a name of the store below any folder: %s', (text) =>
    expect(sourceFacts('a.ts', text).pathParts.some((part) => KEPT_PARTS.includes(part))).toBe(true),
  )

  it('let the address of a page have any name', () => {
    expect(sourceFacts('a.ts', `\`\${server.url}/feedback\``).pathParts).toEqual([])
  })

  it('let a place be told', () => {
    const text = `say(\`works on \${store.place}\`); join(folder, name)`
    expect(sourceFacts('a.ts', text)).toMatchObject({ buildsOnPlace: false, texts: ['works on ', ''] })
  })

  it('see an import whose name is computed', () => {
    expect(sourceFacts('a.ts', 'await import(name)').hidesImport).toBe(true)
  })

  it('find folders that need each other, at once or by way of others, and the files of a folder among them', () => {
    const files = new Map([
      ['a/x/one.ts', ['a/y/one.ts', 'b/z/deep/one.ts']],
      ['a/y/one.ts', ['a/z/one.ts']],
      ['a/z/one.ts', ['a/x/two.ts']],
      ['b/one.ts', ['b/z/deep/one.ts', 'b/y/one.ts']],
      ['b/z/one.ts', ['b/one.ts']],
    ])
    expect(circlesOfFolders(files)).toEqual(['a: x ↔ y ↔ z'])
    expect(circlesWithOwnFiles(files)).toEqual(['b ↔ z'])
  })

  it('see what a process loads, and the names that it takes', () => {
    const text = `
      const { a, b: c } = await load('x/y')
      const z = await import(pathToFileURL(\`\${dist}/x/z.js\`).href)
      import { d } from '../../dist/x/w.js'
    `
    expect(loadedModules(text)).toEqual([
      { module: 'x/y', names: ['a', 'b'] },
      { module: 'x/z', names: [] },
      { module: 'x/w', names: ['d'] },
    ])
  })

  it('find a circle and name its members', () => {
    const graph = new Map([
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['b']],
    ])
    expect(findCycle(graph)).toEqual(['b', 'c', 'b'])
  })
})

/** The modules that a test's own process loads from the build, and the names that it takes from each. */
function loadedModules(text: string): readonly { readonly module: string; readonly names: readonly string[] }[] {
  const loads = text.matchAll(
    /(?:\{([^{}]*)\}\s*(?:= await|from)\s*[^\n]*?)?(?:load\('|\$\{dist\}\/|\/dist\/)([a-z][\w/-]*)/g,
  )
  return [...loads].map(([, names = '', module = '']) => ({
    module,
    names: names
      .split(',')
      .map(takenName)
      .filter((name) => name !== ''),
  }))
}

/** `a` of `a: b`. */
function takenName(written: string): string {
  return (written.split(':')[0] ?? '').trim()
}

/** The first circle found, as the path from a file back to itself. */
function findCycle(graph: ReadonlyMap<string, readonly string[]>): readonly string[] | null {
  const finished = new Set<string>()
  const visit = (node: string, path: readonly string[]): readonly string[] | null => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node]
    if (finished.has(node)) return null
    for (const next of graph.get(node) ?? []) {
      const cycle = visit(next, [...path, node])
      if (cycle !== null) return cycle
    }
    finished.add(node)
    return null
  }
  for (const node of graph.keys()) {
    const cycle = visit(node, [])
    if (cycle !== null) return cycle
  }
  return null
}
