/** Longest question that is stored, in characters; the beginning of a question tells what it is about. */
export const MAX_KEPT_CHARS = 500
