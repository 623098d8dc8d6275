/** The text without addresses of pages and mailboxes, and without the Markdown links that lead to one. */
export function withoutLinks(text: string): string {
  return withoutMarkdownLinks(text)
    .split(/(\s)/)
    .filter((token) => !isAddress(token))
    .join('')
}

/** Whether a word is the address of a page or a mailbox. */
export function isAddress(word: string): boolean {
  return /https?:\/\/|^\W{0,2}www\./i.test(word) || isMailbox(word)
}

export function isMailbox(word: string): boolean {
  return /\w@\w/.test(word)
}

function withoutMarkdownLinks(text: string): string {
  const parts: string[] = []
  let from = 0
  for (;;) {
    const middle = text.indexOf('](', from)
    const end = middle === -1 ? -1 : text.indexOf(')', middle)
    if (end === -1) return [...parts, text.slice(from)].join('')
    const begin = text.slice(from, middle).lastIndexOf('[')
    parts.push(begin === -1 ? text.slice(from, end + 1) : text.slice(from, from + begin), ' ')
    from = end + 1
  }
}
