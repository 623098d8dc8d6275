import { answerLoad, MOST_ANSWER_LOAD } from '../content/answer-load.js'
import { passagesInTurns } from '../content/passage.js'
import { pairKey, type QnaPair, qnaPairSchema } from '../content/qna-pair.js'
import { KnowledgeError } from '../errors.js'
import { type Person, storedAuthor } from '../person.js'
import type { Clock, EmbedderProvider, Progress, VectorIndexFormat } from '../ports.js'
import { storageFailureOr } from '../store/durable-file.js'
import type { HeldLock } from '../store/lock.js'
import type { Store } from '../store/store.js'
import { FREEZE_LOCK, type Stage } from '../store/versions.js'
import { byCodeUnit } from '../text/by-code-unit.js'
import type { VersionId } from '../version-id.js'
import type { FactsOf } from '../words/error-facts.js'
import {
  contentFacts,
  type FitRanker,
  stageIndex,
  stageLexical,
  stagePairs,
  stageRanker,
  stageVectors,
} from './freeze-parts.js'
import type { Manifest } from './manifest.js'
import { readParent } from './parent.js'
import { commitStage, removeLeftovers } from './stage.js'

export interface FreezeRequest {
  readonly store: Store
  readonly pairs: readonly QnaPair[]
  /** where the pairs were imported from */
  readonly sources: readonly Manifest['lineage']['sources'][number][]
  readonly embedderProvider: EmbedderProvider
  readonly indexFormat: VectorIndexFormat
  readonly fitRanker: FitRanker
  /** questions that no pair may answer; they improve the confidence */
  readonly outOfScope?: readonly string[]
  /** the version whose vectors and embedder state are reused where they are still valid */
  readonly parent: VersionId | null
  readonly job: string
  readonly author: Person | null
  readonly clock: Clock
  readonly onProgress?: Progress
  /** records the version, right before it appears */
  readonly record?: (manifest: Manifest) => Promise<void>
}

export interface Frozen {
  readonly manifest: Manifest
  /** number of distinct passages that were embedded, and of those whose vector the parent had */
  readonly embedded: number
  readonly reused: number
}

/**
 * Makes an immutable version of the pairs: embedded, indexed, ranked, hashed. Aliases and all other versions stay unchanged,
 * even on failure.
 *
 * @throws {KnowledgeError} EMPTY_KNOWLEDGE_BASE, BAD_INPUT for a pair that violates the schema, a duplicate (id, language) or an answer with too much Markdown,
 * VERSION_UNKNOWN for the parent, DATA_FOLDER_BUSY while another freeze runs here, DISK_FULL, EMBEDDER_UNLOADABLE
 */
export async function freeze(request: FreezeRequest): Promise<Frozen> {
  const pairs = sortedPairs(request.pairs)
  const { store } = request
  return store.locked(FREEZE_LOCK, 'long', async (lock) => {
    await removeLeftovers(store)
    const stage = await store.versions.openStage()
    try {
      return await freezeInto(stage, pairs, request, lock)
    } catch (error) {
      await stage.drop()
      throw storageFailureOr(error, store.place)
    }
  })
}

async function freezeInto(
  stage: Stage,
  pairs: readonly QnaPair[],
  { store, embedderProvider, indexFormat, fitRanker, onProgress, ...request }: FreezeRequest,
  lock: HeldLock,
): Promise<Frozen> {
  const passages = await passagesInTurns(pairs)
  const parent = request.parent === null ? null : await readParent(store, request.parent)
  await stagePairs(stage, pairs)
  const staged = await stageVectors(stage, passages, embedderProvider, parent, onProgress)
  const { embedder, pin, vectors, embedded, reused } = staged
  try {
    const index = await stageIndex(stage, vectors, indexFormat, onProgress)
    const lexical = await stageLexical(stage, pairs)
    onProgress?.('rank', 0, null)
    const outOfScope = request.outOfScope ?? []
    await stageRanker(stage, { pairs, passages, vectors, index, lexical, embedder, outOfScope }, fitRanker)
    const facts = {
      createdAt: request.clock.now().toISOString(),
      ...contentFacts(pairs, passages, pin, indexFormat),
      lineage: {
        parent: request.parent,
        sources: [...request.sources],
        job: request.job,
        ...storedAuthor(request.author),
      },
    }
    return { manifest: await commitStage(store, stage, facts, lock, request.record), embedded, reused }
  } finally {
    await embedder.close()
  }
}

/**
 * Pairs in their canonical form and order, by id, then language.
 *
 * @throws {KnowledgeError} EMPTY_KNOWLEDGE_BASE, BAD_INPUT
 */
export function sortedPairs(pairs: readonly QnaPair[]): readonly QnaPair[] {
  if (pairs.length === 0) {
    throw new KnowledgeError('EMPTY_KNOWLEDGE_BASE', { what: 'nothing-to-freeze' }, { do: 'import-first' })
  }
  const byKey = new Map<string, QnaPair>()
  for (const pair of pairs) {
    const key = pairKey(pair)
    const checked = qnaPairSchema.safeParse(pair)
    if (!checked.success) throw badPair({ what: 'pair-breaks-schema', pair: key }, checked.error)
    if (byKey.has(key)) throw badPair({ what: 'pair-twice', pair: key })
    const load = answerLoad(pair.answer)
    if (load > MOST_ANSWER_LOAD)
      throw badPair({ what: 'answer-too-intricate', pair: key, load, most: MOST_ANSWER_LOAD })
    byKey.set(key, checked.data)
  }
  return [...byKey.values()].sort((a, b) => byCodeUnit(a.id, b.id) || byCodeUnit(a.language, b.language))
}

function badPair(facts: FactsOf<'BAD_INPUT'>, cause?: unknown): KnowledgeError {
  return new KnowledgeError('BAD_INPUT', facts, { do: 'correct-pair' }, { cause })
}
