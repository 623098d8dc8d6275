import { seededRandom } from '../../../evaluation/statistics/random.js'
import { words } from '../../../knowledge/text/normalise.js'
import { type BertShape, randomBert } from './bert-graph.js'
import { learnPieces } from './learn-pieces.js'
import { BERT_NORMALIZER, BERT_PRE_TOKENIZER, MAX_PIECES, SPECIAL, writeModelFiles } from './model-files.js'

export type ModelSize = Omit<BertShape, 'pieces'>

/**
 * The size of all-MiniLM-L6-v2, from its model card and config.
 *
 * @see https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2
 */
export const MINI_LM: ModelSize = { layers: 6, hidden: 384, heads: 12, intermediate: 1536 }

const SEED = 6
const MOST_PIECES = 2_000
/** Punctuation marks of a text. */
const MARKS = ['¿', '?', '.', ',']
const MAX_WORD_CHARS = 100

/**
 * Writes the folder of a model that is as slow as a small sentence transformer but knows nothing: its weights are random. It shows how
 * long something takes with such a model, never how good it is.
 *
 * @param texts the source of its pieces, so that a text has about as many pieces as in a model for its language
 */
export async function writeTransformerSizedModel(
  folder: string,
  texts: readonly string[],
  size: ModelSize = MINI_LM,
): Promise<void> {
  const vocabulary = [...MARKS, ...piecesOf(texts)]
  const { hidden, layers, heads, intermediate } = size
  await writeModelFiles(folder, {
    config: {
      hidden_size: hidden,
      num_hidden_layers: layers,
      num_attention_heads: heads,
      intermediate_size: intermediate,
    },
    vocabulary,
    maxPieces: MAX_PIECES,
    maxWordChars: MAX_WORD_CHARS,
    normalizer: BERT_NORMALIZER,
    preTokenizer: BERT_PRE_TOKENIZER,
    postProcessor: { type: 'BertProcessing', cls: special('[CLS]'), sep: special('[SEP]') },
    model: randomBert({ ...size, pieces: SPECIAL.length + vocabulary.length }, seededRandom(SEED)),
  })
}

function piecesOf(texts: readonly string[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const word of texts.flatMap(words)) counts.set(word, (counts.get(word) ?? 0) + 1)
  return learnPieces(counts, MOST_PIECES)
}

function special(piece: (typeof SPECIAL)[number]): readonly [string, number] {
  return [piece, SPECIAL.indexOf(piece)]
}
