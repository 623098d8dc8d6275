/** A way to fill any number of characters. */
export interface Shape {
  readonly name: string
  /** @param chars UTF-16 code units, about */
  fill(chars: number): string
}

/** What the recognisers, the expressions and the readings look for: the words they begin at, and what they allow between them. */
const KEYWORDS = [
  ...['tel', 'dni', 'd.n.i.', 'iban', 'visa', 'cuenta', 'ssn', 'no', 'el', 'card', 'es', 'punto', 'arroba', 'at'],
  ...[
    'http://',
    'https://a.es/?b=',
    'www.',
    'mailto:',
    'ana@correo.es',
    'a@',
    'ES91',
    'LV80',
    'X1234567',
    'AAAA010101',
  ],
  ...['+34', '+1', '00', '612345678', '4111', '12345678', '01/02/2024', '2 95 10', '212 555', '3', '0', '1.1.1', '(1)'],
  ...['a', 'S. L.', 'hola', 'me quiero morir', '¿cuánto cuesta?', 'registrar', 'rejistrar', 'asdfgh', '2.', 'eur', '€'],
]
const SEPARATORS = [
  ...[' ', '  ', '\n', '\t', '.', ',', ';', ':', '-', '/', '(', ')', '[', '](', '<', '>', '@', '?', '&', '=', '#', '!'],
  ...['*', '_', '`', '|', '~', '\\', "'", '"', '%', '+', '·', '•', '…', '\u00a0', '\u200b', '\u0000', '\u2028'],
]
const SCRIPTS = [
  ...['公司注册费用', 'ﷺ', '٣', '٣ ', '𝟙', '½', 'ﬁ', 'ß', 'İ', 'e\u0301', '\u0316\u0301', 'कर', 'ภาษี', '세금', 'налог'],
  ...['👍', '👍🏽', '👨‍👩‍👧', '\ud800', 'ǆ', '\u1ffc\u0345', 'が', 'ﾊﾟ'],
]
/** Long enough to run past what a number or a word may have between its parts. */
const RUNS = [4, 38, 200]

/** Keywords and separators, repeated, alternated and nested; and long words, many words, many digits. */
export function hostileShapes(): readonly Shape[] {
  const pieces = [...KEYWORDS, ...SEPARATORS, ...SCRIPTS]
  return [
    ...pieces.map((piece) => repeated(piece)),
    ...KEYWORDS.flatMap((keyword) => SEPARATORS.map((separator) => repeated(keyword + separator))),
    ...KEYWORDS.flatMap((keyword) =>
      [' ', '.', '-', '('].flatMap((separator) => RUNS.map((run) => repeated(keyword + separator.repeat(run)))),
    ),
    ...SEPARATORS.map((separator) => nested(separator)),
    ...SEPARATORS.map((separator) => ({
      name: `a run of ${JSON.stringify(separator)} before a letter`,
      fill: (chars: number) => `${upTo(separator, chars - 1)}a`,
    })),
    ...['asdf', 'registr', 'empres', '1'].flatMap((stem) => [
      counted(stem, ' '),
      counted(stem, '. '),
      counted(stem, '\n'),
    ]),
    ...['?', '.'].map((end) => twelveSentences(end)),
    { name: 'digits that differ', fill: (chars) => scattered('0123456789', chars) },
    { name: 'digits and spaces', fill: (chars) => scattered('0123456789 ', chars) },
    { name: 'digits and signs', fill: (chars) => scattered('0123456789 .-/()+', chars) },
    { name: 'letters', fill: (chars) => scattered('abcdefghijklmnopqrstuvwxyz', chars) },
    { name: 'letters and spaces', fill: (chars) => scattered('abcdefghijklmnopqrstuvwxyz  ', chars) },
    { name: 'ideographs', fill: (chars) => scattered('公司注册费用护照遗失税务登记', chars) },
    { name: 'everything', fill: (chars) => scattered(pieces, chars) },
  ]
}

function repeated(piece: string): Shape {
  return { name: JSON.stringify(piece), fill: (chars) => upTo(piece, chars) }
}

function nested(piece: string): Shape {
  return {
    name: `${JSON.stringify(piece)} around a letter`,
    fill: (chars) => `${upTo(piece, chars / 2)}a${upTo(piece, chars / 2)}`,
  }
}

/** The stem with a number in letters, so that no two words are the same. */
function counted(stem: string, separator: string): Shape {
  return {
    name: `${stem}aa, ${stem}ab, … with ${JSON.stringify(separator)}`,
    fill(chars) {
      let text = ''
      for (let i = 0; text.length < chars; i++) text += `${stem}${inLetters(i)}${separator}`
      return text.slice(0, chars)
    },
  }
}

/** As many sentences as are asked one by one, of words that differ. */
function twelveSentences(end: string): Shape {
  return {
    name: `twelve sentences with ${JSON.stringify(end)}`,
    fill(chars) {
      const words = counted('registr', ' ').fill(chars).split(' ')
      const each = Math.ceil(words.length / 12)
      return words.map((word, place) => (place % each === each - 1 ? `${word}${end}` : word)).join(' ')
    },
  }
}

function inLetters(number: number): string {
  return [...number.toString(26)].map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 26))).join('')
}

function upTo(piece: string, chars: number): string {
  return piece.repeat(Math.ceil(chars / piece.length)).slice(0, chars)
}

/** The same at every run. */
function scattered(pieces: string | readonly string[], chars: number): string {
  let text = ''
  for (let state = 1; text.length < chars; ) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    text += pieces[(state >>> 8) % pieces.length]
  }
  return text.slice(0, chars)
}
