import { z } from 'zod'
import { firstFew } from '../basics/first-few.js'
import { sha256Schema } from '../basics/sha256.js'
import { KnowledgeError } from '../errors.js'
import { canonicalJson } from '../store/canonical-json.js'
import type { Document, DocumentKind } from '../store/document.js'
import { byCodeUnit } from '../text/by-code-unit.js'
import type { Part } from '../words/error-facts.js'
import { asksTheSame, type CuratedPhrasing, lostPhrasings, strayedPhrasings } from './curated-phrasings.js'
import { type DanglingPrompt, newlyDangling } from './dangling-prompts.js'
import { pairKey, type QnaPair } from './qna-pair.js'
import { approvedPair, type StoredPair, storedPairSchema } from './stored-pair.js'

/** One imported file that still has pairs in the workspace. */
const importedSourceSchema = z.strictObject({
  name: z.string().min(1),
  sha256: sha256Schema,
  pairs: z.number().int().positive(),
  importedAt: z.iso.datetime(),
})

const workspaceSchema = z.strictObject({
  format: z.literal(1),
  /** by id, then language */
  pairs: z.array(storedPairSchema),
  /** by name, then time of import */
  sources: z.array(importedSourceSchema),
})

export type ImportedSource = Readonly<z.infer<typeof importedSourceSchema>>

/** The approved pairs from which the next version is frozen, and the files they came from. */
export type Workspace = Readonly<z.infer<typeof workspaceSchema>>

/** How the workspace is stored. */
export const WORKSPACE_DOCUMENT: DocumentKind<Workspace> = {
  name: 'workspace',
  checkedBy: ['knowledge/basics', 'knowledge/content'],
  schema: workspaceSchema,
  initial: { format: 1, pairs: [], sources: [] },
  ifDamaged: { do: 'restore-workspace' },
}

export interface PairImport {
  readonly pairs: readonly QnaPair[]
  /** the operator's name for this input, e.g. the file's name */
  readonly sourceName: string
  /** hex, of the imported file */
  readonly sha256: string
  /** whether pairs of an earlier import of this source that are missing now are retired */
  readonly replace: boolean
  readonly now: Date
}

/** The result of an import; the first four fields are numbers of pairs. */
export interface ImportReport {
  readonly added: number
  readonly changed: number
  readonly unchanged: number
  readonly retired: number
  /** number of pairs taken over from other sources, by the former source's name */
  readonly takenOver: Readonly<Record<string, number>>
  /** prompts whose target no longer exists */
  readonly dangling: readonly DanglingPrompt[]
  /** curated phrasings that no pair has any more */
  readonly lostPhrasings: readonly CuratedPhrasing[]
  /** curated phrasings of pairs whose question is now another */
  readonly strayedPhrasings: readonly CuratedPhrasing[]
}

/**
 * Adds imported pairs to the workspace: all of them, or none on any failure. A pair replaces the one with its id and
 * language from any source, unless another source uses that id for another question.
 *
 * @param record records the import, right before it takes effect
 * @throws {KnowledgeError} IMPORT_INVALID, DOCUMENT_DAMAGED, DATA_FOLDER_BUSY, DISK_FULL, and any error of `record`
 */
export async function importPairs(
  workspace: Document<Workspace>,
  request: PairImport,
  record?: (report: ImportReport, next: Workspace) => Promise<void>,
): Promise<ImportReport> {
  return workspace.update((current) => {
    const { next, report } = mergePairs(current, request)
    return { next, outcome: report }
  }, record)
}

/** The input of a version: every approved pair, by id and language, and the files they came from. */
export async function readForFreezing(
  workspace: Document<Workspace>,
): Promise<{ readonly pairs: readonly QnaPair[]; readonly sources: readonly ImportedSource[] }> {
  const { pairs, sources } = await workspace.read()
  return { pairs: pairs.map(approvedPair), sources }
}

function mergePairs(current: Workspace, request: PairImport) {
  const { pairs, sourceName, sha256, replace } = request
  const before = new Map(current.pairs.map((stored) => [pairKey(stored.pair), stored]))
  refuseForeignIds(before, request)
  const imported = new Map(
    pairs.map((pair) => {
      const phrasings = before.get(pairKey(pair))?.phrasings ?? []
      return [pairKey(pair), { pair, importedFrom: sourceName, fileSha256: sha256, phrasings }]
    }),
  )
  const others = current.pairs.filter(({ pair }) => !imported.has(pairKey(pair)))
  const kept = replace ? others.filter(({ importedFrom }) => importedFrom !== sourceName) : others

  const counts = { added: 0, changed: 0, unchanged: 0 }
  const takenOver = new Map<string, number>()
  for (const [key, { pair }] of imported) {
    const old = before.get(key)
    counts[old === undefined ? 'added' : canonicalJson(old.pair) === canonicalJson(pair) ? 'unchanged' : 'changed']++
    if (old !== undefined && old.importedFrom !== sourceName) {
      takenOver.set(old.importedFrom, (takenOver.get(old.importedFrom) ?? 0) + 1)
    }
  }
  const stored = [...kept, ...imported.values()].sort(byIdAndLanguage)
  const report: ImportReport = {
    ...counts,
    retired: others.length - kept.length,
    takenOver: Object.fromEntries(takenOver),
    dangling: newlyDangling(current.pairs.map(approvedPair), stored.map(approvedPair)),
    lostPhrasings: lostPhrasings(current.pairs, stored),
    strayedPhrasings: strayedPhrasings(current.pairs, stored),
  }
  const earlier = current.sources.filter((source) => source.name !== sourceName || source.sha256 !== sha256)
  const source = { name: sourceName, sha256, importedAt: request.now.toISOString() }
  const next: Workspace = { format: 1, pairs: stored, sources: sourcesOf(stored, [...earlier, source]) }
  return { next, report }
}

/** Most pairs that the error lists. */
const MOST_NAMED = 10

/** Two sources that number their pairs from 1 would overwrite each other, and curated phrasings would lead to a wrong answer. */
function refuseForeignIds(before: ReadonlyMap<string, StoredPair>, { pairs, sourceName }: PairImport): void {
  const foreign = pairs.flatMap((pair): readonly Part[] => {
    const stored = before.get(pairKey(pair))
    if (stored === undefined || stored.importedFrom === sourceName || asksTheSame(stored.pair, pair)) return []
    const { importedFrom: source, pair: other } = stored
    return [{ what: 'foreign-id', pair: pairKey(pair), question: other.question, source, here: pair.question }]
  })
  if (foreign.length === 0) return
  const { first, more } = firstFew(foreign, MOST_NAMED)
  throw new KnowledgeError('IMPORT_INVALID', { what: 'foreign-ids', pairs: first, more }, { do: 'own-ids-or-retire' })
}

/** The files that the stored pairs come from; a file without pairs is dropped. */
export function sourcesOf(
  stored: readonly StoredPair[],
  known: readonly Omit<ImportedSource, 'pairs'>[],
): ImportedSource[] {
  const key = (name: string, hash: string) => `${hash}/${name}`
  const counts = new Map<string, number>()
  for (const { importedFrom, fileSha256 } of stored) {
    const at = key(importedFrom, fileSha256)
    counts.set(at, (counts.get(at) ?? 0) + 1)
  }
  return known
    .map((source) => ({ ...source, pairs: counts.get(key(source.name, source.sha256)) ?? 0 }))
    .filter((source) => source.pairs > 0)
    .sort(
      (a, b) => byCodeUnit(a.name, b.name) || byCodeUnit(a.importedAt, b.importedAt) || byCodeUnit(a.sha256, b.sha256),
    )
}

export function byIdAndLanguage({ pair: a }: StoredPair, { pair: b }: StoredPair): number {
  return byCodeUnit(a.id, b.id) || byCodeUnit(a.language, b.language)
}
