import { readdirSync, statSync } from 'node:fs'
import { endianness } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sha256 } from './sha256.js'

/** Of the sources, or of what they were compiled to. */
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/**
 * Tells the running program from every other on this machine, as far as it lies in some folders: by its files' sizes and times, which
 * takes a moment where reading them takes ten. What one program has made for itself need not be what another makes.
 *
 * @param folders relative to the root of the program, e.g. `knowledge/text`
 */
export function programMark(folders: readonly string[]): string {
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => /\.(js|ts)$/.test(name))
      .sort()
      .map((name) => join(root, folder, name)),
  )
  const marks = files.map((file) => {
    const { size, ctimeNs } = statSync(file, { bigint: true })
    return `${file} ${size} ${ctimeNs}`
  })
  return sha256([process.version, endianness(), ...marks].join('\n'))
}
