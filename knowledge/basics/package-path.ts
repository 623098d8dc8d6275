import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Absolute path of a file shipped with the package; it works from the sources and from `dist/`. */
export function packagePath(...segments: readonly string[]): string {
  return join(root, ...segments)
}

const root = findRoot(dirname(fileURLToPath(import.meta.url)))

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder
  const parent = dirname(folder)
  if (parent === folder) throw new Error(`no package.json above ${folder}`)
  return findRoot(parent)
}
