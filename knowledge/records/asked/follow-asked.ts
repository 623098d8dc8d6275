import { programMark } from '../../basics/program-mark.js'
import type { KnowledgeError } from '../../errors.js'
import { keepProjection, PROJECTIONS, readProjection, writeProjection } from '../../store/projections.js'
import type { Store } from '../../store/store.js'
import { UNANSWERED } from '../unanswered.js'
import { Asked, type AskedStretch } from './asked.js'
import { askedFileId, decodeAsked, encodeAsked } from './asked-file.js'

const FILE = 'unanswered.bin'
/** What came since `FILE` was written: it is small, and written often. */
const NEWS_FILE = 'unanswered-news.bin'

/** After so many new entries, what was made of them is kept. */
const LEAST_NEWS = 20
/** From so many new wordings on it is quicker to put all in order first. */
const MANY = 1_000
/** From this part of all entries on, those that are new go into the large file. */
const LARGE_PART = 1 / 4

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
  const kept = await readKept(store)
  const known = kept?.asked ?? new Asked()
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
  const isLarge = known.wordings.addedCount >= MANY
  const asked = isLarge ? new Asked(known.pack()) : known
  return {
    asked,
    async keep() {
      const entries = asked.stretches.reduce((sum, { columns }) => sum + columns.questions.length, 0)
      const isWorthIt = news + asked.close.searches >= LEAST_NEWS
      if (!lost && !isCopied && !isWorthIt) return
      // Of what is read again every time nothing is kept, and only the large file leaves it out.
      const isDamaged = asked.stretches.some(({ mark }) => mark === null)
      const isMuch = isLarge || asked.newEntries > LARGE_PART * entries
      if (kept === null || lost || isCopied || isDamaged || isMuch) {
        await keepProjection(store, FILE, async () => wholeOf(store, asked, await stillThere(store, asked)))
      } else {
        await keepProjection(store, NEWS_FILE, async () => {
          const isAllThere = (await stillThere(store, asked)).length === asked.stretches.length
          return isAllThere ? encodeAsked(asked.since(), kept.newsProgram) : undefined
        })
      }
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
    if (kept?.hasNews !== true) await store.shelf(PROJECTIONS).remove(NEWS_FILE)
    if (kept === null) return null
    const { asked } = kept
    const stays = (await stillThere(store, asked)).filter(({ name }) => !names.includes(name))
    return stays.length === asked.stretches.length ? undefined : wholeOf(store, asked, stays)
  })
}

/** The large file, with what was apart from it. A kill in between loses the latter, which can be made anew. */
async function wholeOf(store: Store, asked: Asked, stretches: readonly AskedStretch[]): Promise<Uint8Array> {
  await store.shelf(PROJECTIONS).remove(NEWS_FILE)
  return encodeAsked(asked.pack(stretches), PROGRAM)
}

/** What was made of stretches that the log has, and has not changed since. */
async function stillThere(store: Store, asked: Asked): Promise<readonly AskedStretch[]> {
  const found = await store.log(UNANSWERED).follow(asked.marks)
  const holding = new Set(found.flatMap(({ name, how }) => (how === 'anew' ? [] : [name])))
  return asked.stretches.filter(({ name }) => holding.has(name))
}

interface Kept {
  readonly asked: Asked
  /** as whose the news are written: they fit this large file only */
  readonly newsProgram: string
  readonly hasNews: boolean
}

async function readKept(store: Store): Promise<Kept | null> {
  const bytes = await readProjection(store, FILE)
  const packed = bytes === null ? null : decodeAsked(bytes, PROGRAM)
  if (bytes === null || packed === null) return null
  const asked = new Asked(packed)
  const newsProgram = `${PROGRAM} ${askedFileId(bytes)}`
  const newsBytes = await readProjection(store, NEWS_FILE)
  const news = newsBytes === null ? null : decodeAsked(newsBytes, newsProgram)
  if (news !== null) asked.append(news)
  return { asked, newsProgram, hasNews: news !== null }
}
