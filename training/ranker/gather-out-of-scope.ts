import { names, type StrayQuestion } from '../../knowledge/content/stray-questions.js'
import { aboveFloor, type OutOfScope } from '../../knowledge/search/ranker/out-of-scope.js'
import { mendText } from '../../knowledge/search/spelling/spelling.js'
import { normalise } from '../../knowledge/text/normalise.js'
import type { RankerMaterial } from '../../knowledge/version/freeze-parts.js'

/**
 * A question this similar to a phrasing has the same meaning, so it is in this version's scope. "How do I register a
 * trademark?" has similarity .7 to "How do I register as a sole trader?".
 */
const ASKED_HERE = 0.8
/** Nearest passages checked for each question. */
const NEIGHBOURS = 10

/**
 * Questions that editors decided are out of scope, and stray questions: those that people ask the wrong office. A stray
 * question is left out when it may belong to this version: a phrasing is close to one of its wordings, the version mentions one
 * of its subjects, or it has no wording in a language of the version.
 */
export async function gatherOutOfScope(
  { outOfScope, embedder, index, passages, pairs, lexical }: RankerMaterial,
  stray: readonly StrayQuestion[],
  denseFloor: number,
): Promise<OutOfScope> {
  const texts = [...new Set([...outOfScope, ...stray.flatMap(({ wordings }) => Object.values(wordings))])]
  if (texts.length === 0) return { texts, vectors: new Float32Array(0) }
  // A decided text is a citizen's own, so its spelling is corrected first; stray questions need no correction.
  const decided = new Set(outOfScope)
  const meant = (text: string) => (decided.has(text) ? mendText(normalise(text), lexical.mend) : normalise(text))
  const rows = await embedder.embed(texts.map(meant), 'query')
  const vectorOf = new Map(texts.map((text, i) => [text, rows[i] ?? null]))

  const isAskedHere = (text: string) => {
    const vector = vectorOf.get(text) ?? null
    const closest = vector === null ? [] : index.search(vector, NEIGHBOURS)
    return closest.some(
      ({ row, similarity }) => passages[row]?.part === 'phrasing' && aboveFloor(similarity, denseFloor) >= ASKED_HERE,
    )
  }
  const languages = new Set(pairs.map(({ language }) => language))
  const isOurs = ({ wordings, subjects }: StrayQuestion) =>
    (subjects.length > 0 && !Object.keys(wordings).some((language) => languages.has(language))) ||
    subjects.some((subject) => names(subject, lexical.vocabulary)) ||
    Object.values(wordings).some(isAskedHere)
  const strange = stray.filter((question) => !isOurs(question)).flatMap(({ wordings }) => Object.values(wordings))

  const kept = [...new Set([...outOfScope, ...strange])].flatMap((text) => {
    const vector = vectorOf.get(text) ?? null
    return vector === null ? [] : [{ text, vector }]
  })
  const { dimensions } = embedder.identity
  const vectors = new Float32Array(kept.length * dimensions)
  kept.forEach(({ vector }, i) => {
    vectors.set(vector, i * dimensions)
  })
  return { texts: kept.map(({ text }) => text), vectors }
}
