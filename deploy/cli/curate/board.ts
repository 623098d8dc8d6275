import { type CurationGroup, curationGroups } from '../../../knowledge/content/curation/groups.js'
import { readForFreezing } from '../../../knowledge/content/workspace.js'
import { openExistingDataFolder } from '../../../knowledge/version/data-folder.js'
import { finishApprovals } from '../../../training/curation/approve.js'
import { type CurationDesk, decidedItems } from '../../../training/curation/desk.js'
import { type ClosenessSearch, openClosenessSearch } from '../../closest-pairs.js'
import { openDesk } from '../../curation-desk.js'
import { readUnanswered } from '../../records.js'
import { warnOfDamage } from '../terminal.js'
import type { VerbContext } from '../verb.js'
import { retrainAfterApproval } from './retrain-after-approval.js'

/** Everything that the curation verbs look at, as it is by now. */
export interface Board {
  readonly desk: CurationDesk
  readonly groups: readonly CurationGroup[]
}

/** Opens the desk, and carries out what was approved before a crash. */
export async function openBoard(context: VerbContext): Promise<Board> {
  const { config, clock, terminal } = context
  const folder = await openExistingDataFolder(config.dataFolder, clock)
  const desk = openDesk({ config, folder, clock, onApproved: retrainAfterApproval(context, folder) })
  await finishApprovals(desk)
  const entries = []
  for await (const entry of readUnanswered(folder, warnOfDamage(terminal))) entries.push(entry)
  return { desk, groups: curationGroups(entries, await decidedItems(desk)) }
}

/** The approved pairs by now. */
export async function approvedPairs({ workspace }: CurationDesk) {
  return (await readForFreezing(workspace)).pairs
}

/** Runs `work` with a search of the champion, or with null while none serves. */
export async function withClosenessSearch<T>(
  { config, clock }: VerbContext,
  { folder }: CurationDesk,
  work: (search: ClosenessSearch | null) => Promise<T>,
): Promise<T> {
  const search = await openClosenessSearch(config, folder, clock)
  try {
    return await work(search)
  } finally {
    await search?.close()
  }
}
