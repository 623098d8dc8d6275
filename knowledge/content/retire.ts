import { KnowledgeError } from '../errors.js'
import type { Document } from '../store/document.js'
import type { NextStep } from '../words/next-steps.js'
import { type CuratedPhrasing, lostPhrasings } from './curated-phrasings.js'
import { type DanglingPrompt, newlyDangling } from './dangling-prompts.js'
import { pairKey } from './qna-pair.js'
import { isSampleSource, SAMPLE_SOURCE } from './sample-source.js'
import { approvedPair, type StoredPair } from './stored-pair.js'
import { sourcesOf, type Workspace } from './workspace.js'

/** The pairs to remove: from the next version on they are no longer answered. */
export type Retirement =
  | { readonly kind: 'source'; readonly name: string }
  /** every pair that was last imported from the sample */
  | { readonly kind: 'sample' }
  /** `language`: null = in every language */
  | { readonly kind: 'pair'; readonly id: string; readonly language: string | null }

export interface Retired {
  /** keys (`pairKey`) of the removed pairs */
  readonly pairs: readonly string[]
  /** how many pairs are left */
  readonly left: number
  /** prompts of remaining pairs whose target no longer exists */
  readonly dangling: readonly DanglingPrompt[]
  /** phrasings that curation had added to the removed pairs */
  readonly lostPhrasings: readonly CuratedPhrasing[]
}

/**
 * Removes pairs from the workspace. Versions that contain them stay as they are.
 *
 * @param record records the removal, right before it takes effect
 * @throws {KnowledgeError} BAD_INPUT when there is no such pair or source, DOCUMENT_DAMAGED, DATA_FOLDER_BUSY, DISK_FULL, and any
 * error of `record`
 */
export async function retirePairs(
  workspace: Document<Workspace>,
  retirement: Retirement,
  record?: (retired: Retired, next: Workspace) => Promise<void>,
): Promise<Retired> {
  return workspace.update((current) => {
    const goes = choice(retirement)
    const gone = current.pairs.filter(goes)
    if (gone.length === 0) throw nothingToRetire(retirement, current)
    const left = current.pairs.filter((stored) => !goes(stored))
    return {
      next: { ...current, pairs: left, sources: sourcesOf(left, current.sources) },
      outcome: {
        pairs: gone.map(({ pair }) => pairKey(pair)),
        left: left.length,
        dangling: newlyDangling(current.pairs.map(approvedPair), left.map(approvedPair)),
        lostPhrasings: lostPhrasings(current.pairs, left),
      },
    }
  }, record)
}

function choice(retirement: Retirement): (stored: StoredPair) => boolean {
  if (retirement.kind === 'source') return ({ importedFrom }) => importedFrom === retirement.name
  if (retirement.kind === 'sample') return ({ importedFrom }) => isSampleSource(importedFrom)
  const { id, language } = retirement
  return ({ pair }) => pair.id === id && (language === null || pair.language === language)
}

const SOURCES_NAMED = 20

/** The error when nothing of the workspace is to be retired; it names what could be. */
export function nothingToRetire(
  retirement: Retirement,
  { pairs, sources }: Pick<Workspace, 'pairs' | 'sources'> = { pairs: [], sources: [] },
): KnowledgeError {
  if (retirement.kind === 'sample') {
    const facts = { what: 'nothing-from-source', source: SAMPLE_SOURCE } as const
    return new KnowledgeError('BAD_INPUT', facts, { do: 'nothing-to-do' })
  }
  if (retirement.kind === 'source') {
    const names = [...new Set(sources.map(({ name }) => name))].slice(0, SOURCES_NAMED)
    const facts = { what: 'nothing-from-source', source: retirement.name } as const
    const next: NextStep =
      names.length === 0 ? { do: 'import-into-workspace' } : { do: 'choose-source', sources: names }
    return new KnowledgeError('BAD_INPUT', facts, next)
  }
  const { id, language } = retirement
  const languages = pairs.filter(({ pair }) => pair.id === id).map(({ pair }) => pair.language)
  const next: NextStep = languages.length > 0 ? { do: 'choose-language', languages } : { do: 'find-pair-id' }
  return new KnowledgeError('BAD_INPUT', { what: 'no-pair-of-id', id, language }, next)
}
