import { randomBytes } from 'node:crypto'
import { chmod, link, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { KnowledgeError } from '../errors.js'
import { flushFolder, storageFailureOr, systemCode, writeFlushed } from '../store/durable-file.js'
import { SEAL, type Sealing, type Stage, type VersionStore } from '../store/versions.js'
import type { FolderLayout } from './folder-layout.js'
import { folderShelf, inFolder, readFolderShelf } from './folder-shelf.js'

const STAGE_PREFIX = 'freeze-'
const READ_ONLY = 0o444

/** Versions as folders. A stage becomes a version when its folder is renamed. */
export function folderVersions({
  root,
  versions,
  staging,
}: Pick<FolderLayout, 'root' | 'versions' | 'staging'>): VersionStore {
  const folderOf = (name: string) => join(versions, name)
  const names = () => readFolderShelf(versions).names()
  const files = (name: string) => readFolderShelf(folderOf(name))

  return {
    names,
    files,
    async openStage() {
      const folder = join(staging, `${STAGE_PREFIX}${randomBytes(6).toString('hex')}`)
      await withRoom(root, () => mkdir(folder, { mode: 0o700 }))
      return folderStage(folder)
    },
    stageOn: (shelf, name) => folderStage(shelf.path(name)),
    commit: (stage, sealing) => withRoom(root, () => commit(stage, sealing, folderOf(sealing.name), versions)),
    async dropStages() {
      for (const name of await readdir(staging)) {
        if (name.startsWith(STAGE_PREFIX)) await removeFolder(join(staging, name))
      }
    },
    async dropUnsealed(name) {
      if ((await files(name).size(SEAL)) === null) await removeFolder(folderOf(name))
    },
  }
}

/** Nobody reads a stage before it is committed: its files are written in place, without temporary files. */
function folderStage(folder: string): Stage {
  const { inner: _, clearLeftovers: __, ...shelf } = folderShelf(folder)
  const { path, remove } = shelf
  return {
    ...shelf,
    write: (name, content) =>
      inFolder(path(name), async (file) => {
        await rm(file, { force: true })
        await writeFlushed(file, content)
      }),
    async take(name, from) {
      await remove(name)
      return link(from.path(name), path(name)).then(
        () => true,
        () => false,
      )
    },
    drop: () => removeFolder(folder),
  }
}

async function commit(stage: Stage, { name, seal, lock, record }: Sealing, place: string, versions: string) {
  await stage.remove(SEAL)
  for (const file of await stage.names()) await chmod(stage.path(file), READ_ONLY)
  await writeFlushed(stage.path(SEAL), seal, READ_ONLY)
  await flushFolder(stage.place)
  await record?.()
  lock.assertHeld()
  await rename(stage.place, place).catch((error: unknown) => {
    throw takenOr(error, name)
  })
  await flushFolder(versions)
}

function takenOr(error: unknown, name: string): unknown {
  const code = systemCode(error)
  if (code !== 'ENOTEMPTY' && code !== 'EEXIST') return error
  return new KnowledgeError('VERSION_EXISTS', { version: name }, { do: 'do-again' }, { cause: error })
}

async function withRoom<T>(root: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw storageFailureOr(error, root)
  }
}

function removeFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true })
}
