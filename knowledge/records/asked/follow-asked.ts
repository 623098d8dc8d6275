import { programMark } from '../../basics/program-mark.js'
import type { KnowledgeError } from '../../errors.js'
import { keepProjection, readProjection, writeProjection } from '../../store/projections.js'
import type { Store } from '../../store/store.js'
import { UNANSWERED } from '../unanswered.js'
import { Asked, type AskedStretch } from './asked.js'
import { decodeAsked, encodeAsked } from './asked-file.js'

const FILE = 'unanswered.bin'

/** Writing takes as long as reading some hundredths of the entries anew: it is worth it after so many, and this part of all. */
const LEAST_NEWS = 20
const PART_OF_NEWS = 1 / 200

/** From so many new wordings on it is quicker to put all in order first. */
const MANY = 1_000

/** By all code that decides what is kept. */
const PROGRAM = programMark(['knowledge/basics', 'knowledge/records', 'knowledge/records/asked', 'knowledge/text'])

export interface FollowedAsked {
  readonly asked: Asked
  /** Keeps it for the next who asks, where it is worth it and can be done: without it everything is only slower. */
  keep(): Promise<void>
}

/**
 * The unanswered questions as they are by now: what was made of the log before, and what came since. What was kept is thrown away
 * where it is damaged or of another program, and stretch by stretch where the log is another.
 *
 * @param onDamaged told of each entry that cannot be read; the reading goes on
 */
export async function followAsked(store: Store, onDamaged: (damage: KnowledgeError) => void): Promise<FollowedAsked> {
  const known = new Asked(await readKept(store))
  const before = known.marks
  let news = 0
  let isCopied = false
  const now = []
  for (const stretch of await store.log(UNANSWERED).follow(before)) {
    const { entries, mark, damages } = await stretch.news()
    for (const damage of damages) onDamaged(damage)
    // Read again every time, whoever reads it.
    if (damages.length === 0) news += entries.length
    // The same entries in another file, as in a restored folder: looked through every time until its mark is kept.
    if (stretch.how === 'same' && mark !== before.get(stretch.name)) isCopied = true
    now.push({ name: stretch.name, how: stretch.how, entries, mark })
  }
  const lost = known.follow(now)
  const asked = known.wordings.addedCount < MANY ? known : new Asked(known.pack())
  return {
    asked,
    async keep() {
      const entries = asked.stretches.reduce((sum, { columns }) => sum + columns.questions.length, 0)
      const isWorthIt = news + asked.close.searches >= Math.max(LEAST_NEWS, PART_OF_NEWS * entries)
      if (!lost && !isCopied && !isWorthIt) return
      await keepProjection(store, FILE, async () => encodeAsked(asked.pack(await stillThere(store, asked)), PROGRAM))
    },
  }
}

/**
 * Forgets what was made of stretches that are about to be dropped, so that no citizen's words outlive their log, and of those that
 * are gone.
 *
 * @throws {KnowledgeError} DATA_FOLDER_BUSY while another writes, DISK_FULL
 */
export function forgetAsked(store: Store, names: readonly string[]): Promise<void> {
  return writeProjection(store, FILE, async () => {
    const kept = await readKept(store)
    if (kept === null) return null
    const asked = new Asked(kept)
    const stays = (await stillThere(store, asked)).filter(({ name }) => !names.includes(name))
    return stays.length === kept.stretches.length ? undefined : encodeAsked(asked.pack(stays), PROGRAM)
  })
}

/** What was made of stretches that the log has, and has not changed since. */
async function stillThere(store: Store, asked: Asked): Promise<readonly AskedStretch[]> {
  const found = await store.log(UNANSWERED).follow(asked.marks)
  const holding = new Set(found.flatMap(({ name, how }) => (how === 'anew' ? [] : [name])))
  return asked.stretches.filter(({ name }) => holding.has(name))
}

async function readKept(store: Store) {
  const bytes = await readProjection(store, FILE)
  return bytes === null ? null : decodeAsked(bytes, PROGRAM)
}
