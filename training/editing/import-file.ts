import { withRecord } from '../../knowledge/audit/audit-log.js'
import { documentEffect } from '../../knowledge/audit/effect.js'
import { readImportAside } from '../../knowledge/content/import/read-import-aside.js'
import type { ImportFile } from '../../knowledge/content/import/read-import-file.js'
import { pairKey, type QnaPair } from '../../knowledge/content/qna-pair.js'
import { approvedPair } from '../../knowledge/content/stored-pair.js'
import { dayOf } from '../../knowledge/content/validity.js'
import { type ImportReport, importPairs, WORKSPACE_DOCUMENT } from '../../knowledge/content/workspace.js'
import { CURATION_SOURCE } from '../../knowledge/curation/apply-proposal.js'
import { KnowledgeError } from '../../knowledge/errors.js'
import type { Person } from '../../knowledge/person.js'
import type { Installation } from '../installation.js'
import { openWorkspace } from '../workspace.js'

export interface FileImport {
  /** absolute */
  readonly path: string
  readonly sourceName: string
  /** whether to retire pairs that came from this source earlier and that the file lacks */
  readonly replace: boolean
  /** of pairs that name no language; null = every pair must name one */
  readonly language: string | null
  /** sheet of a workbook to import; null = the first that is neither hidden nor empty */
  readonly sheet: string | null
  /** prefix for the ids of a QnA Maker export; null = the default */
  readonly qnaPrefix: string | null
  /** where relative links in answers begin; null = they lead nowhere */
  readonly linkBase: string | null
  /** who imports; null = not given */
  readonly by: Person | null
}

/** The result of an import, with the file's other contents and the contradictions between its pairs and the standing ones. */
export interface FileImported extends Pick<ImportFile, 'notes' | 'contradictions'> {
  readonly report: ImportReport
}

/**
 * Imports a whole file into the workspace, or nothing when there is any problem.
 *
 * @throws {KnowledgeError} BAD_INPUT when the source's name is reserved for curation, IMPORT_UNREADABLE, IMPORT_INVALID,
 * DATA_FOLDER_BUSY, DOCUMENT_DAMAGED, LOG_DAMAGED, DISK_FULL
 */
export async function importFile(
  { store, clock }: Pick<Installation, 'store' | 'clock'>,
  { path, sourceName, replace, language, sheet, qnaPrefix, linkBase, by }: FileImport,
): Promise<FileImported> {
  if (sourceName === CURATION_SOURCE) throw reservedName()
  const workspace = openWorkspace(store)
  const staying = (await workspace.read()).pairs.filter(({ importedFrom }) => !(replace && importedFrom === sourceName))
  const { pairs, sha256, notes, contradictions } = await readImportAside(path, {
    knownPairs: new Set(staying.map(({ pair }) => pairKey(pair))),
    standing: staying
      .filter(({ pair }) => !hasEnded(pair, clock.now()))
      .map((stored) => ({ pair: approvedPair(stored), importedFrom: stored.importedFrom })),
    linkBase,
    ...(language === null ? {} : { defaultLanguage: language }),
    ...(sheet === null ? {} : { sheet }),
    ...(qnaPrefix === null ? {} : { qnaPrefix }),
  })
  const request = { pairs, sourceName, sha256, replace, now: clock.now() }
  const report = await withRecord(store, clock, (record) =>
    importPairs(workspace, request, ({ added, changed, unchanged, retired }, next) => {
      const details = { source: sourceName, sha256, replace, added, changed, unchanged, retired }
      return record({ event: 'import', by, details }, documentEffect(WORKSPACE_DOCUMENT, next))
    }),
  )
  return { report, notes, contradictions }
}

function hasEnded({ validUntil }: QnaPair, now: Date): boolean {
  return validUntil !== null && validUntil < dayOf(now)
}

/** An import that replaces its source would retire what curation approved. */
function reservedName(): KnowledgeError {
  return new KnowledgeError(
    'BAD_INPUT',
    { what: 'source-reserved', source: CURATION_SOURCE },
    { do: 'name-source-otherwise' },
  )
}
