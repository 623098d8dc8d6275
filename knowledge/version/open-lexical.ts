import { phrasingsOf } from '../content/passage.js'
import type { QnaPair } from '../content/qna-pair.js'
import { decodeLexical, isLexicalFile } from '../search/lexical/lexical-file.js'
import { buildLexicalIndex, type LexicalIndex, openLexicalIndex } from '../search/lexical/lexical-index.js'

/**
 * The lexical index of a version, from the file stored with it. If there is none, or it has another release's format, the index is
 * built from the pairs, with the same result.
 *
 * @param bytes the file, or null where the version has none
 * @returns null when the file does not fit the pairs
 */
export async function openLexical(bytes: Uint8Array | null, pairs: readonly QnaPair[]): Promise<LexicalIndex | null> {
  if (bytes === null || !isLexicalFile(bytes)) return buildLexicalIndex(pairs)
  const parts = await decodeLexical(bytes, phrasingsOf(pairs).length, pairs.length)
  return parts === null ? null : openLexicalIndex(parts)
}
