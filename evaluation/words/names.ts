import { plainWords, say } from '../../knowledge/words/message.js'
import type { Locale } from './locale.js'

/** A language's name in the reader's language, with its code, e.g. `Spanish (es)`; the code alone when it has no name. */
export function languageName(code: string, { language }: Pick<Locale, 'language'>): string {
  // `DisplayNames` throws for an invalid code.
  if (!/^[a-z]{2,3}$/.test(code)) return code
  const name = new Intl.DisplayNames([language], { type: 'language', fallback: 'none' }).of(code)
  return name === undefined ? code : `${name} (${code})`
}

/** A slice's name in words: `language:es` → `language: Spanish (es)`. */
export function sliceName(slice: string, locale: Locale): string {
  const colon = slice.indexOf(':')
  const [group, value] = [slice.slice(0, colon), slice.slice(colon + 1)]
  if (!isGroup(group, locale)) return slice
  return plainWords(
    say(
      locale.slices[group],
      locale.language,
      group === 'language' ? { language: languageName(value, locale) } : { value },
    ),
  )
}

function isGroup(name: string, { slices }: Locale): name is keyof Locale['slices'] {
  return Object.hasOwn(slices, name)
}
