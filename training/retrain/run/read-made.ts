import type { ReadShelf } from '../../../knowledge/store/shelf.js'

/** Reads a file that an earlier step wrote. */
export async function readMade(files: Pick<ReadShelf, 'read' | 'path'>, name: string): Promise<Buffer> {
  const bytes = await files.read(name)
  if (bytes === null) throw new Error(`${files.path(name)} is missing`)
  return bytes
}

export async function readJson(files: Pick<ReadShelf, 'read' | 'path'>, name: string): Promise<unknown> {
  return JSON.parse((await readMade(files, name)).toString('utf8'))
}
