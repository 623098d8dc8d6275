import { z } from 'zod'

/** Somebody who acts, or a part of Ventanilla that acts on an operator's standing order. */
export interface Person {
  readonly name: string
  /** their login; null where only the name is known */
  readonly account: string | null
}

/** Somebody of whom only the name is known. */
export function named(name: string): Person {
  return { name, account: null }
}

/** Ventanilla itself, where it acts on an operator's standing order. A process that does so hands in its own name. */
export const VENTANILLA: Person = named('Ventanilla')

/** Whether two are the same person: by account where both have one, else by name, ignoring case and spacing. */
export function samePerson(a: Person, b: Person): boolean {
  if (a.account !== null && b.account !== null) return a.account === b.account
  return plainName(a.name) === plainName(b.name)
}

function plainName(name: string): string {
  return name.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase()
}

/** Longest account that is stored, in characters. */
const ACCOUNT_CHARS = 200

/** An account as it is stored beside a name. It is absent where the person has none, so that earlier records stay valid. */
export const storedAccount = z.string().min(1).max(ACCOUNT_CHARS).optional()

/** Who did something, as it is stored: the name, and the account where there is one. */
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

/** The author of content, as it is stored; `author` null = nobody in particular. */
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
