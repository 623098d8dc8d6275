import { posix } from 'node:path'

/** The imports of files, as paths from the root: file → files. */
export type FileGraph = ReadonlyMap<string, readonly string[]>

/** Stands for a folder's own files in the list of its sub-folders. */
const OWN = '.'

/**
 * Sub-folders that import each other, directly or indirectly; of every folder, including the root.
 *
 * @returns e.g. `knowledge: store ↔ version`, in alphabetical order
 */
export function circlesOfFolders(graph: FileGraph): readonly string[] {
  return [...graphsByFolder(graph)].flatMap(([folder, children]) => {
    children.delete(OWN)
    return tangles(children).map((names) => `${folder}: ${names.join(' ↔ ')}`)
  })
}

/**
 * Folders whose own files and one of their sub-folders import each other.
 *
 * @returns e.g. `training/retrain ↔ steps`, in alphabetical order
 */
export function circlesWithOwnFiles(graph: FileGraph): readonly string[] {
  return [...graphsByFolder(graph)].flatMap(([folder, children]) =>
    [...(children.get(OWN) ?? [])]
      .filter((child) => children.get(child)?.has(OWN))
      .sort()
      .map((child) => `${folder} ↔ ${child}`),
  )
}

/** Imports between the rooms' sub-folders: `a/b` → those that its files import from. The files at the top of a room are `a`. */
export function arrowsOfSubRooms(graph: FileGraph): ReadonlyMap<string, ReadonlySet<string>> {
  const arrows = new Map<string, Set<string>>()
  for (const [file, imports] of graph) {
    const from = subRoomOf(file)
    const known = arrows.get(from) ?? new Set()
    for (const to of imports.map(subRoomOf)) if (to !== from) known.add(to)
    arrows.set(from, known)
  }
  return arrows
}

function subRoomOf(file: string): string {
  return posix.dirname(file).split('/').slice(0, 2).join('/')
}

/** For every folder, in alphabetical order, which of its children import which. */
function graphsByFolder(graph: FileGraph): ReadonlyMap<string, Map<string, Set<string>>> {
  const folders = new Map<string, Map<string, Set<string>>>()
  for (const [file, imports] of graph) {
    for (const imported of imports) {
      const { folder, from, to } = parting(file, imported)
      if (from === to) continue
      const children = folders.get(folder) ?? new Map<string, Set<string>>()
      for (const child of [from, to]) if (!children.has(child)) children.set(child, new Set())
      children.get(from)?.add(to)
      folders.set(folder, children)
    }
  }
  return new Map([...folders].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** The deepest common folder of two files, and the child that leads to each. */
function parting(file: string, imported: string) {
  const [a, b] = [file.split('/'), imported.split('/')]
  let depth = 0
  while (a[depth] === b[depth] && depth < a.length - 1 && depth < b.length - 1) depth++
  const child = (way: readonly string[]) => (way.length - 1 > depth ? (way[depth] ?? OWN) : OWN)
  return { folder: a.slice(0, depth).join('/') || 'the root', from: child(a), to: child(b) }
}

/** Sets of nodes that can all reach each other. */
function tangles(children: ReadonlyMap<string, ReadonlySet<string>>): readonly (readonly string[])[] {
  const names = [...children.keys()].sort()
  const reach = new Map(names.map((name) => [name, reachable(children, name)]))
  const together = (a: string, b: string) => reach.get(a)?.has(b) && reach.get(b)?.has(a)
  return names
    .filter((name) => together(name, name) && !names.some((other) => other < name && together(other, name)))
    .map((name) => names.filter((other) => together(name, other)))
}

/** All nodes that can be reached from a node by at least one import. */
function reachable(children: ReadonlyMap<string, ReadonlySet<string>>, from: string): ReadonlySet<string> {
  const found = new Set<string>()
  const waiting = [...(children.get(from) ?? [])]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (found.has(next)) continue
    found.add(next)
    waiting.push(...(children.get(next) ?? []))
  }
  return found
}
