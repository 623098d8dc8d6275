import { IntlMessageFormat } from 'intl-messageformat'

type Element = ReturnType<IntlMessageFormat['getAst']>[number]

/** A placeholder and the word after it, as in `{count} pairs`. */
export interface CountedWord {
  readonly name: string
  readonly word: string
}

/**
 * Every word that directly follows a placeholder and ends as plurals do, where the text does not choose the word by the number: with
 * one of a thing a person would read "1 pairs".
 *
 * @param text in ICU MessageFormat
 * @param plural matches words with the ending of a plural
 */
export function bareCounts(text: string, plural: RegExp): readonly CountedWord[] {
  return countsIn(new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true }).getAst(), plural, [])
}

/** @param chosen the numbers by which the text around was chosen */
function countsIn(elements: readonly Element[], plural: RegExp, chosen: readonly string[]): readonly CountedWord[] {
  return elements.flatMap((element, i) => {
    if ('options' in element) {
      // 6: a plural.
      const by = element.type === 6 ? [...chosen, element.value] : chosen
      return Object.values(element.options).flatMap(({ value }) => countsIn(value, plural, by))
    }
    // 1: a value as it is given; 2: a value formatted as a number.
    if ((element.type !== 1 && element.type !== 2) || chosen.includes(element.value)) return []
    const next = elements[i + 1]
    const word = next?.type === 0 ? /^ (\p{L}+)/u.exec(next.value)?.[1] : undefined
    return word !== undefined && plural.test(word) ? [{ name: element.value, word }] : []
  })
}
