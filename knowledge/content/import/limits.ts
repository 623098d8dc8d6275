/** Lines or rows of one file: several times what a knowledge base of ten thousand pairs has in phrasings. */
export const MAX_LINES = 200_000

/** Lines that cannot be read at all before the rest of a file is given up. */
export const MAX_UNREADABLE_LINES = 10_000

export const GIVEN_UP = 'this line and those after it were not read: too many errors before'
