import { z } from 'zod'
import { parseJsonAs } from '../basics/parse-json.js'
import { programMark } from '../basics/program-mark.js'
import { sha256, sha256Schema } from '../basics/sha256.js'
import { keepProjection, readProjection } from '../store/projections.js'
import type { Store } from '../store/store.js'
import { type AuditEntry, readEntry } from './audit-entry.js'
import { AUDIT } from './audit-log.js'

const FILE = 'audit.json'

/** Checking fewer lines again costs less than writing the file. */
const WORTH_KEEPING = 100

/** By the code that decides what an entry is. */
const PROGRAM = programMark(['knowledge', 'knowledge/audit', 'knowledge/basics', 'knowledge/store'])

/** The lines at the beginning of the log that were checked before. It holds none of their contents. */
const checkedSchema = z.strictObject({
  /** mark of the program that checked them */
  program: z.string(),
  lines: z.number().int().nonnegative(),
  /** of these lines, with a line break between */
  sha256: sha256Schema,
  /** positions of the lines that are no entries, or are written in another form than `recordAct` writes them */
  odd: z.array(z.number().int().nonnegative()),
})

type Checked = z.infer<typeof checkedSchema>

/**
 * The entries in order, without checking the chain; unreadable lines are skipped. Lines that an earlier call, in any process, has
 * checked are not checked again while they are the same.
 */
export async function readAudit(store: Store): Promise<readonly AuditEntry[]> {
  const lines = await store.journal(AUDIT).lines()
  const before = parseJsonAs(checkedSchema, (await readProjection(store, FILE))?.toString('utf8') ?? '')
  const known = before !== null && before.program === PROGRAM && stillBegins(lines, before) ? before : null
  const odd = new Set(known?.odd)
  const found = lines.map((line, i) => {
    // This line was found to be exactly what `JSON.stringify` makes of its entry.
    const entry = known !== null && i < known.lines && !odd.has(i) ? (JSON.parse(line) as AuditEntry) : readEntry(line)
    return { line, entry }
  })
  if (lines.length - (known?.lines ?? 0) >= WORTH_KEEPING) {
    const oddNow = found.flatMap(({ line, entry }, i) => {
      const isOdd = known !== null && i < known.lines ? odd.has(i) : entry === null || JSON.stringify(entry) !== line
      return isOdd ? [i] : []
    })
    const checked: Checked = { program: PROGRAM, lines: lines.length, sha256: hashOf(lines), odd: oddNow }
    await keepProjection(store, FILE, async () => JSON.stringify(checked))
  }
  return found.flatMap(({ entry }) => entry ?? [])
}

function stillBegins(lines: readonly string[], checked: Checked): boolean {
  return checked.lines <= lines.length && hashOf(lines.slice(0, checked.lines)) === checked.sha256
}

function hashOf(lines: readonly string[]): string {
  return sha256(lines.join('\n'))
}
