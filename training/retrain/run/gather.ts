import { GOLDEN, type GoldenFile, readGoldenFiles } from '../../../evaluation/golden/golden-folder.js'
import { sha256 } from '../../../knowledge/basics/sha256.js'
import { type Person, storedAuthor } from '../../../knowledge/person.js'
import { canonicalJson } from '../../../knowledge/store/canonical-json.js'
import { encodePairs } from '../../../knowledge/version/version-files.js'
import type { VersionId } from '../../../knowledge/version-id.js'
import { type ApprovedContent, approvedContent } from '../../approved-content.js'
import type { EncoderAdaptation, Installation } from '../../installation.js'

/** The inputs of a retraining. */
export interface Gathered {
  readonly content: ApprovedContent
  /** JSON lines */
  readonly pairs: string
  /** JSON */
  readonly sources: string
  /** JSON: questions that no pair may answer */
  readonly outOfScope: string
  readonly golden: readonly GoldenFile[]
  /** over everything that decides the outcome */
  readonly inputsHash: string
}

interface Circumstances {
  readonly adaptation: EncoderAdaptation | null
  readonly author: Person | null
  /** the champion */
  readonly parent: VersionId | null
}

/** Reads the approved content and the golden files, and hashes them with everything else that decides the outcome. */
export async function gather(
  { store, making, rules }: Pick<Installation, 'store' | 'making' | 'rules'>,
  { adaptation, author, parent }: Circumstances,
): Promise<Gathered> {
  const content = await approvedContent(store)
  const { pairs, sources, outOfScope } = content
  const golden = await readGoldenFiles(store.shelf(GOLDEN))
  const encoded = encodePairs(pairs)
  const { embedderProvider, indexFormat, recipe } = making
  const decisive = {
    format: 1,
    pairs: sha256(encoded),
    outOfScope,
    golden: golden.map(({ name, content }) => [name, sha256(content)]),
    parent,
    embedder: embedderProvider.provider,
    adaptation: adaptation?.options ?? null,
    index: [indexFormat.name, indexFormat.parameters],
    recipe,
    limits: rules.gateLimits,
    ...storedAuthor(author),
  }
  return {
    content,
    pairs: encoded,
    sources: canonicalJson(sources),
    outOfScope: canonicalJson(outOfScope),
    golden,
    inputsHash: sha256(canonicalJson(decisive)),
  }
}
