/**
 * A key for the sound of a Spanish word: words spelled by ear have the key of the intended word. "Haser", "aser" and "hacer" are
 * alike, "yave" and "llabe", "desblokeo" and "desbloqueo". Words of other languages also get a key, which means little.
 *
 * @param word folded
 * @see Real Academia Española, Ortografía de la lengua española, 2010, chapter I (letters that share a sound)
 */
export function soundOf(word: string): string {
  // The spellings are of Latin letters: a text in another script has thousands of words to spare this.
  const sound = LATIN.test(word)
    ? SPELLINGS.reduce((before, [spelling, written]) => before.replace(spelling, written), word)
    : word
  return sound.replace(DOUBLED, '$1')
}

const LATIN = /[a-z]/
const DOUBLED = /(.)\1+/g

/** Applied in order; capitals are sounds that later rules must not change. */
const SPELLINGS: readonly (readonly [spelling: RegExp, sound: string])[] = [
  [/ch/g, 'C'],
  [/h/g, ''],
  [/ll/g, 'y'],
  [/y$/g, 'i'],
  [/xc(?=[ei])/g, 's'],
  [/qu(?=[ei])|q|c(?![ei])/g, 'k'],
  [/[czx]/g, 's'],
  [/v/g, 'b'],
  [/gu(?=[ei])/g, 'G'],
  [/g(?=[ei])/g, 'j'],
  [/g/g, 'G'],
  [/n(?=[bp])/g, 'm'],
]
