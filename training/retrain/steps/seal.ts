import { z } from 'zod'
import { recordAct } from '../../../knowledge/audit/audit-log.js'
import { readAudit } from '../../../knowledge/audit/read-audit.js'
import { sha256Schema } from '../../../knowledge/basics/sha256.js'
import { authorOf, storedAuthor } from '../../../knowledge/person.js'
import { contentFacts } from '../../../knowledge/version/freeze-parts.js'
import type { Manifest } from '../../../knowledge/version/manifest.js'
import { readManifest, verifyVersion, versionIds } from '../../../knowledge/version/read-version.js'
import { commitStage, removeLeftovers, stageFacts } from '../../../knowledge/version/stage.js'
import { contentHashOf } from '../../../knowledge/version/version-files.js'
import { versionIdSchema } from '../../../knowledge/version-id.js'
import type { RunContext } from '../run/run-context.js'
import type { Step, StepOutcome } from '../run/step.js'
import { embed } from './embed.js'

const resultSchema = z.object({
  version: versionIdSchema,
  contentHash: sha256Schema,
  /** whether the version with this content existed before the run */
  existed: z.boolean(),
  /** whether it is the champion */
  unchanged: z.boolean(),
})

/**
 * Turns the staged files into a version, atomically. When the champion already has this content, the run ends. When another
 * version has it, that version is judged.
 */
export const seal: Step<z.infer<typeof resultSchema>> = {
  name: 'seal',
  result: resultSchema,
  async run(context) {
    const { installation, stage, run } = context
    const { store, clock, making } = installation
    const own = await versionOf(context)
    if (own !== null) return sealed(context, own, false)
    const [pairs, passages, { pin }] = [
      await context.pairs.get(),
      await context.passages.get(),
      await context.embedding.get(),
    ]
    const content = contentFacts(pairs, passages, pin, making.indexFormat)
    const contentHash = contentHashOf({ files: await stageFacts(stage), ...content })
    const same = await versionWith(context, contentHash)
    // The stage stays until the run ends, because a resumed run needs its files.
    if (same !== null) return sealed(context, same, true)
    await removeLeftovers(store)
    const facts = {
      createdAt: clock.now().toISOString(),
      ...content,
      lineage: {
        parent: run.parent,
        sources: await context.sources.get(),
        job: run.id,
        ...storedAuthor(authorOf(run)),
      },
    }
    return sealed(context, await commitStage(store, stage, facts, context.lock), false)
  },
}

/** The version that this run made before it was interrupted. */
export async function versionOf({
  installation: { store },
  run,
}: Pick<RunContext, 'installation' | 'run'>): Promise<Manifest | null> {
  for (const id of (await versionIds(store)).toReversed()) {
    const manifest = await readManifest(store, id).catch(() => null)
    if (manifest?.lineage.job === run.id) return manifest
  }
  return null
}

/** A version with exactly this content, the champion first. */
async function versionWith(
  { installation: { store }, run }: RunContext,
  contentHash: string,
): Promise<Manifest | null> {
  const ids = [...(await versionIds(store))].sort((a, b) => Number(b === run.parent) - Number(a === run.parent))
  for (const id of ids) {
    const manifest = await readManifest(store, id).catch(() => null)
    // A damaged version is skipped, and the content is sealed again.
    if (manifest?.contentHash !== contentHash || lacksAuthor(manifest, run)) continue
    return verifyVersion(store, id).catch(() => null)
  }
  return null
}

/** The version has no author and this run has one: with FOUR_EYES only a version with an author can be promoted. */
function lacksAuthor({ id, lineage }: Manifest, { parent, author }: RunContext['run']): boolean {
  return id !== parent && lineage.author === null && author !== null
}

async function sealed(
  context: RunContext,
  { id, contentHash, pairs }: Manifest,
  existed: boolean,
): Promise<StepOutcome<z.infer<typeof resultSchema>>> {
  const { run } = context
  const { store, clock } = context.installation
  const known = await readAudit(store)
  if (!existed && !known.some(({ event, details }) => event === 'retrain' && details.run === run.id)) {
    const { embedded, reused } = context.resultOf(embed)
    const details = { version: id, contentHash, parent: run.parent, run: run.id, pairs, embedded, reused }
    await recordAct(store, { event: 'retrain', by: authorOf(run), details }, clock)
  }
  const unchanged = existed && id === run.parent
  return {
    inputs: { parent: run.parent },
    result: { version: id, contentHash, existed, unchanged },
    files: [],
    ends: unchanged,
  }
}
