/** Longest question kept, in characters; what a question is about stands at its beginning. */
export const MAX_KEPT_CHARS = 500
