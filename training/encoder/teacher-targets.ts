import type { Embedder, Progress } from '../../knowledge/ports.js'

/**
 * The vectors of a teacher: a model of one language, which shows the table which sentences are close. The other side of a pair
 * is pulled to the same vector, whatever its language.
 *
 * @see Reimers & Gurevych, Making Monolingual Sentence Embeddings Multilingual using Knowledge Distillation, 2020
 */
export interface Targets {
  readonly dimensions: number
  /** per sentence of the dataset: its place in `vectors`, or −1 when the teacher does not know its language */
  readonly placeOf: Int32Array
  /** unit vectors, row-major */
  readonly vectors: Float32Array
}

/** Texts of a dataset's sentences in the teacher's language. */
export interface TeacherTexts {
  readonly language: string
  /** by sentence number; a hole where a sentence is of another language */
  readonly texts: string[]
}

/** Texts embedded at a time, so that memory does not hold all vectors twice. */
const AT_A_TIME = 10_000

/** @param sentences how many the dataset has */
export async function targetsOf(
  { texts }: TeacherTexts,
  sentences: number,
  teacher: Embedder,
  onProgress?: Progress,
): Promise<Targets> {
  const { dimensions } = teacher.identity
  const placeOf = new Int32Array(sentences).fill(-1)
  const known: number[] = []
  for (let s = 0; s < sentences; s++) if (texts[s] !== undefined) known.push(s)
  const vectors = new Float32Array(known.length * dimensions)
  let place = 0
  for (let from = 0; from < known.length; from += AT_A_TIME) {
    const some = known.slice(from, from + AT_A_TIME)
    const embedded = await teacher.embed(
      some.map((s) => texts[s] ?? ''),
      'passage',
    )
    embedded.forEach((vector, i) => {
      if (vector === null) return
      vectors.set(vector, place * dimensions)
      placeOf[some[i] as number] = place
      place++
    })
    onProgress?.('teach', from + some.length, known.length)
  }
  return { dimensions, placeOf, vectors: vectors.slice(0, place * dimensions) }
}
