import { join } from 'node:path'
import { acquireLock, withFolderLock } from '../store/folder-lock.js'
import { PROJECTIONS } from '../store/projections.js'
import type { Store } from '../store/store.js'
import { checkedContents } from './checked-contents.js'
import { folderJournal } from './folder-journal.js'
import { folderLayout } from './folder-layout.js'
import { folderShelf } from './folder-shelf.js'
import { folderVersions } from './folder-versions.js'
import { followSegments } from './followed-segments.js'
import { openDocument } from './lowdb-document.js'
import { openLog, readLog } from './segment-log.js'

/** A store as one folder that the processes of a machine share. Touches nothing yet: `openDataFolder` creates and checks the folder. */
export function folderStore(root: string): Store {
  const layout = folderLayout(root)
  const { locks } = layout
  return {
    place: layout.root,
    document: ({ name, checkedBy = null, ...kind }) =>
      openDocument({
        ...kind,
        ...layout.document(name),
        locksFolder: locks,
        checked: checkedContents(folderShelf(layout.folder(PROJECTIONS.name)), name, checkedBy),
      }),
    log({ name, schema }) {
      const folder = layout.folder(name)
      return {
        open: (writer) => openLog({ ...writer, folder, schema }),
        read: ({ onDamaged, since = null } = {}) => readLog(folder, schema, onDamaged, since),
        follow: (marks) => followSegments(folder, schema, marks),
      }
    },
    journal: (kind) => folderJournal(layout.journal(kind.name), kind),
    shelf: ({ name }) => folderShelf(layout.folder(name)),
    versions: folderVersions(layout),
    locked: (name, kind, work) => withFolderLock(locks, name, kind, work),
    acquire: (name, { kind, onLost, staleMs }) => acquireLock(join(locks, name), kind, onLost, staleMs),
  }
}
