import { KnowledgeError } from '../../knowledge/errors.js'
import { isDrawn, LEAST_GROUP } from './batch-sampler.js'
import type { Dataset, Group } from './dataset.js'

/** Pairs of one file, kind and language pair, including those kept aside. */
export interface CountedGroup {
  /** file, kind and language pair, e.g. `fees par en-es` */
  readonly group: string
  readonly pairs: number
}

/**
 * The number of pairs used for training, and the groups that are too small to be drawn.
 *
 * @throws KnowledgeError IMPORT_INVALID when every group is too small
 */
export function drawnAndSmall(
  { groups, dev }: Pick<Dataset, 'groups' | 'dev'>,
  corpus: string,
): { readonly pairs: number; readonly tooSmall: readonly CountedGroup[] } {
  const counted = groups.map((group, i) => ({
    group: group.name,
    pairs: (group.pairs.length + (dev[i]?.pairs.length ?? 0)) / 2,
    drawn: isDrawn(group),
  }))
  const drawn = counted.filter((group) => group.drawn)
  if (drawn.length === 0) throw nothingToDraw(groups, corpus)
  const tooSmall = counted.flatMap(({ group, pairs, drawn }) => (drawn ? [] : [{ group, pairs }]))
  return { pairs: drawn.reduce((sum, { pairs }) => sum + pairs, 0), tooSmall }
}

function nothingToDraw(groups: readonly Group[], corpus: string): KnowledgeError {
  const [largest] = groups.toSorted((left, right) => right.pairs.length - left.pairs.length)
  const facts = { what: 'corpus-too-small', corpus, least: LEAST_GROUP } as const
  const most = { largest: largest?.name ?? null, pairs: (largest?.pairs.length ?? 0) / 2 }
  return new KnowledgeError('IMPORT_INVALID', { ...facts, ...most }, { do: 'merge-groups' })
}
