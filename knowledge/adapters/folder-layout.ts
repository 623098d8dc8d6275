import { join, resolve } from 'node:path'

/** Increased when the layout below changes in a way that an older program would misread. */
export const DATA_FORMAT = 1

/** The absolute paths of everything in a data folder. Only the folder store knows them. */
export interface FolderLayout {
  readonly root: string
  /** says that this is a data folder, and of which format */
  readonly marker: string
  readonly locks: string
  /** versions being built */
  readonly staging: string
  readonly versions: string
  /** path of the folder of a log or a shelf */
  folder(name: string): string
  document(name: string): DocumentPlace
  journal(name: string): JournalPlace
}

export interface DocumentPlace {
  readonly file: string
  readonly lockName: string
  /** spaces of indentation per level; 0 = all on one line */
  readonly indent: number
}

export interface JournalPlace {
  readonly folder: string
  readonly lines: string
  readonly head: string
}

/** Created at the start, so that wrong ownership shows at once. */
export const SUBFOLDERS = [
  'promotions',
  'versions',
  'staging',
  'runs',
  'verdicts',
  'golden',
  'audit',
  'shadow',
  'unanswered',
  'turns',
  'feedback',
  'locks',
] as const

/** Their access is checked too, where they exist. */
export const DOCUMENTS = ['workspace', 'aliases', 'traffic', 'drift', 'curation', 'curation-notes'] as const

/** Exceptions that the first releases introduced; kept for compatibility. */
const OWN_DOCUMENT_FORM: Readonly<Record<string, Omit<DocumentPlace, 'file'>>> = {
  aliases: { lockName: 'aliases', indent: 0 },
}
const OWN_JOURNAL_FOLDER: Readonly<Record<string, string>> = { moves: 'promotions' }

/** The layout under a root, without touching the disk. */
export function folderLayout(root: string): FolderLayout {
  const at = (...names: readonly string[]) => join(resolve(root), ...names)
  return {
    root: resolve(root),
    marker: at('ventanilla.json'),
    locks: at('locks'),
    staging: at('staging'),
    versions: at('versions'),
    folder: (name) => at(name),
    document(name) {
      const file = `${name}.json`
      return { file: at(file), ...(OWN_DOCUMENT_FORM[name] ?? { lockName: file, indent: 1 }) }
    },
    journal(name) {
      const folder = at(OWN_JOURNAL_FOLDER[name] ?? name)
      return { folder, lines: join(folder, `${name}.jsonl`), head: join(folder, 'head.json') }
    },
  }
}
