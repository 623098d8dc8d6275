import { isUtf8 } from 'node:buffer'
import type { ImportProblem } from '../findings/import-problem.js'

/** A file's text without its byte order mark, or the lines that are not text. */
export type DecodedText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'problems'; readonly problems: readonly ImportProblem[] }

/** Reads UTF-8, and the UTF-16 that Excel writes as "Unicode text". */
export function decodeText(bytes: Uint8Array): DecodedText {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { kind: 'text', text: new TextDecoder('utf-16le').decode(bytes) }
  if (isUtf8(bytes)) return { kind: 'text', text: new TextDecoder('utf-8').decode(bytes) }
  return { kind: 'problems', problems: linesNotUtf8(bytes) }
}

/** A newline byte is never part of another UTF-8 character, so lines can be checked one by one. */
function linesNotUtf8(bytes: Uint8Array): readonly ImportProblem[] {
  const problems: ImportProblem[] = []
  let start = 0
  for (let line = 1; start < bytes.length; line++) {
    const newline = bytes.indexOf(0x0a, start)
    const end = newline === -1 ? bytes.length : newline
    if (!isUtf8(bytes.subarray(start, end))) {
      problems.push({ line, field: null, what: 'not-utf8' })
    }
    start = end + 1
  }
  return problems
}
