import { z } from 'zod'

/** Somebody who acts; or a part of Ventanilla that does, on an operator's standing order. */
export interface Person {
  readonly name: string
  /** what they log in with; null where they have only said their name */
  readonly account: string | null
}

/** Somebody of whom only the name is known. */
export function named(name: string): Person {
  return { name, account: null }
}

/** Whether two are one person: by their accounts where both have one, else by their names, however capitalised and spaced. */
export function samePerson(a: Person, b: Person): boolean {
  if (a.account !== null && b.account !== null) return a.account === b.account
  return plainName(a.name) === plainName(b.name)
}

function plainName(name: string): string {
  return name.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase()
}

/** Longest account that is kept, in characters. */
const ACCOUNT_CHARS = 200

/** An account as it is kept beside a name: there only where the person has one, so that records made before stay as they are. */
export const storedAccount = z.string().min(1).max(ACCOUNT_CHARS).optional()

/** Who did something, as it is stored: the name, and beside it the account where there is one. */
export interface StoredBy {
  readonly by: string
  readonly account?: string | undefined
}

export function storedBy({ name, account }: Person): { readonly by: string; readonly account?: string } {
  return account === null ? { by: name } : { by: name, account }
}

export function personBy({ by, account }: StoredBy): Person {
  return { name: by, account: account ?? null }
}

/** Who stands behind content, as it is stored; `author` null = nobody in particular. */
export interface StoredAuthor {
  readonly author: string | null
  readonly authorAccount?: string | undefined
}

export function storedAuthor(author: Person | null): {
  readonly author: string | null
  readonly authorAccount?: string
} {
  if (author === null) return { author: null }
  const { name, account } = author
  return account === null ? { author: name } : { author: name, authorAccount: account }
}

export function authorOf({ author, authorAccount }: StoredAuthor): Person | null {
  return author === null ? null : { name: author, account: authorAccount ?? null }
}
