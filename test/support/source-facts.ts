import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type Argument, type Expression, parseSync, Visitor } from 'oxc-parser'

/** The facts about one source file that the architecture rules need. */
export interface SourceFacts {
  /** every module named by any form of import or re-export */
  readonly imports: readonly string[]
  readonly readsEnvironment: boolean
  readonly readsClock: boolean
  /** `export … from '…'` */
  readonly reExports: boolean
  /** an import whose module is not a literal, so that no rule can check it */
  readonly hidesImport: boolean
  /** every string literal, and the literal parts of templates */
  readonly texts: readonly string[]
  /** every name below a folder in a path that it builds, e.g. `versions` of `join(folder, 'versions')` */
  readonly pathParts: readonly string[]
  /** whether it derives another path from the place of a store, of its contents or of the data folder */
  readonly buildsOnPlace: boolean
}

/** @param file its extension decides the language, e.g. `a.ts` */
export function sourceFacts(file: string, text: string): SourceFacts {
  const { program, errors } = parseSync(file, text)
  if (errors.length > 0) throw new Error(`${file}: ${errors.map(({ message }) => message).join('; ')}`)
  const imports: string[] = []
  let readsEnvironment = false
  let readsClock = false
  let reExports = false
  let hidesImport = false
  let buildsOnPlace = false
  const texts: string[] = []
  const pathParts: string[] = []
  const named = (source: Expression | undefined) => {
    if (source?.type === 'Literal' && typeof source.value === 'string') imports.push(source.value)
    else if (source?.type === 'TemplateLiteral' && source.quasis.length === 1)
      imports.push(source.quasis[0]?.value.cooked ?? '')
    else hidesImport = true
  }
  new Visitor({
    ImportDeclaration: ({ source }) => named(source),
    ExportAllDeclaration: ({ source }) => {
      reExports = true
      named(source)
    },
    ExportNamedDeclaration: ({ source }) => {
      if (source === null) return
      reExports = true
      named(source)
    },
    ImportExpression: ({ source }) => named(source),
    TSImportType: ({ source }) => named(source),
    TSImportEqualsDeclaration: ({ moduleReference }) => {
      if (moduleReference.type === 'TSExternalModuleReference') named(moduleReference.expression)
    },
    CallExpression: ({ callee, arguments: [first, ...others] }) => {
      const called = dotted(callee)
      if (PATH_BUILDERS.includes(called)) pathParts.push(...[first, ...others].flatMap(partsOf))
      if (called === 'require' || called === 'require.resolve')
        named(first?.type === 'SpreadElement' ? undefined : first)
      if (called === 'Date.now' || called === 'Date') readsClock = true
      if (PATH_BUILDERS.includes(called) && first !== undefined && first.type !== 'SpreadElement') {
        buildsOnPlace ||= isPlace(first) || (lastName(first) === 'dataFolder' && others.length > 0)
      }
    },
    NewExpression: ({ callee, arguments: given }) => {
      if (dotted(callee) === 'Date' && given.length === 0) readsClock = true
    },
    Literal: ({ value }) => {
      if (typeof value === 'string') texts.push(value)
    },
    TemplateLiteral: ({ quasis, expressions }) => {
      texts.push(...quasis.map(({ value }) => value.cooked ?? ''))
      const [begins, ...rest] = quasis.map(({ value }) => value.cooked ?? '')
      if (begins === '' && FOLDER_NAME.test(lastName(expressions[0]) ?? '')) pathParts.push(...rest.flatMap(partsIn))
      buildsOnPlace ||= expressions.some(
        (expression, i) =>
          (isPlace(expression) || lastName(expression) === 'dataFolder') && quasis[i + 1]?.value.cooked?.[0] === '/',
      )
    },
    MemberExpression: (member) => {
      const name = dotted(member)
      if (name === 'process.env' || name === 'globalThis.process') readsEnvironment = true
    },
    VariableDeclarator: ({ id, init }) => {
      if (init !== null && dotted(init) === 'process' && id.type === 'ObjectPattern') readsEnvironment = true
    },
  }).visit(program)
  readsEnvironment ||= imports.some((name) => name === 'process' || name === 'node:process')
  return { imports, readsEnvironment, readsClock, reExports, hidesImport, texts, pathParts, buildsOnPlace }
}

const PATH_BUILDERS: readonly string[] = ['join', 'resolve', 'posix.join', 'path.join']

/** What a variable is called that has the path of a folder. */
const FOLDER_NAME = /(?:folder|root|dir|directory|path|data|place)$/i

function partsIn(text: string): readonly string[] {
  return text.split(/[\\/]/).filter((part) => part !== '')
}

/** The names in an argument of a path builder, as far as they are written out. */
function partsOf(argument: Argument | undefined): readonly string[] {
  if (argument?.type === 'Literal') return typeof argument.value === 'string' ? partsIn(argument.value) : []
  if (argument?.type !== 'TemplateLiteral') return []
  return argument.quasis.flatMap(({ value }) => partsIn(value.cooked ?? ''))
}

function isPlace(expression: Expression): boolean {
  return lastName(expression) === 'place'
}

function lastName(expression: Expression | undefined): string | undefined {
  return expression === undefined ? undefined : dotted(expression).split('.').at(-1)
}

/** `a.b.c` for plain member access, also when written `a['b']`; otherwise an empty string. */
function dotted(expression: Expression): string {
  if (expression.type === 'Identifier') return expression.name
  if (expression.type !== 'MemberExpression') return ''
  const { object, property } = expression
  const name =
    property.type === 'Identifier' && !expression.computed
      ? property.name
      : property.type === 'Literal'
        ? String(property.value)
        : ''
  return `${dotted(object)}.${name}`
}

/** Every TypeScript file below the folders of `root` that exist, as paths from `root` with forward slashes. */
export function sourceFiles(root: string, folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/')),
  )
}

export function readSource(root: string, file: string): SourceFacts {
  return sourceFacts(file, readFileSync(join(root, file), 'utf8'))
}
