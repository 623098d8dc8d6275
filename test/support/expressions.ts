import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'

/** A regular expression, and where it is written or made. */
export interface FoundExpression {
  readonly source: string
  readonly flags: string
  readonly place: string
}

/** Every literal in the TypeScript and JavaScript files below these folders of `root`. */
export function literalExpressions(root: string, folders: readonly string[]): readonly FoundExpression[] {
  return folders
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.(?:ts|js|mjs)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .flatMap((file) => literalsIn(file, relative(root, file).replaceAll('\\', '/')))
}

function literalsIn(file: string, place: string): readonly FoundExpression[] {
  const found: FoundExpression[] = []
  const { program } = parseSync(file, readFileSync(file, 'utf8'))
  new Visitor({
    Literal: (literal) => {
      if ('regex' in literal) found.push({ source: literal.regex.pattern, flags: literal.regex.flags, place })
    },
  }).visit(program)
  return found
}

/**
 * Collects every expression that code of this package makes with `RegExp` from now on.
 *
 * @param root of the package; expressions that dependencies make are left out
 * @returns stops, and returns what was made
 */
export function collectMadeExpressions(root: string): () => readonly FoundExpression[] {
  const made: FoundExpression[] = []
  const native = globalThis.RegExp
  const note = (expression: RegExp) => {
    const caller = new Error().stack?.split('\n')[3] ?? ''
    if (caller.includes(root) && !caller.includes('node_modules')) {
      made.push({ source: expression.source, flags: expression.flags, place: caller.trim() })
    }
    return expression
  }
  globalThis.RegExp = new Proxy(native, {
    construct: (target, given: ConstructorParameters<RegExpConstructor>) => note(new target(...given)),
    apply: (target, _, given: ConstructorParameters<RegExpConstructor>) => note(new target(...given)),
  })
  return () => {
    globalThis.RegExp = native
    return made
  }
}
