import { folderLayout } from '../../knowledge/adapters/folder-layout.js'
import type { Store } from '../../knowledge/store/store.js'

/** Paths in a data folder, for tests that inspect or damage its files. */
export function pathsIn({ place }: Pick<Store, 'place'>) {
  const { folder, document, journal, versions, ...layout } = folderLayout(place)
  return {
    root: layout.root,
    workspaceFile: document('workspace').file,
    aliasesFile: document('aliases').file,
    trafficFile: document('traffic').file,
    movesFile: journal('moves').lines,
    versionsFolder: versions,
    versionFolder: (id: string) => folder(`versions/${id}`),
    stagingFolder: layout.staging,
    runsFolder: folder('runs'),
    verdictsFolder: folder('verdicts'),
    goldenFolder: folder('golden'),
    auditFolder: journal('audit').folder,
    auditFile: journal('audit').lines,
    unansweredFolder: folder('unanswered'),
    turnsFolder: folder('turns'),
    feedbackFolder: folder('feedback'),
    locksFolder: layout.locks,
  }
}
