import { readAudit } from '../../../knowledge/audit/read-audit.js'
import type { Store } from '../../../knowledge/store/store.js'
import { readManifest, versionIds } from '../../../knowledge/version/read-version.js'
import { runIds } from './run-document.js'

/**
 * One more than the highest number that a run's folder, a version's lineage or the audit log names: a number is never reused,
 * even when runs were deleted.
 *
 * @throws {KnowledgeError} LOG_DAMAGED
 */
export async function nextRunId(store: Store): Promise<string> {
  const named = [...(await runIds(store)), ...(await jobsOfVersions(store)), ...(await runsOnRecord(store))]
  const highest = Math.max(0, ...named.map((id) => Number(/^run-(\d{6})$/.exec(id)?.[1] ?? 0)))
  return `run-${String(highest + 1).padStart(6, '0')}`
}

async function jobsOfVersions(store: Store): Promise<readonly string[]> {
  const manifests = await Promise.all((await versionIds(store)).map((id) => readManifest(store, id).catch(() => null)))
  return manifests.flatMap((manifest) => manifest?.lineage.job ?? [])
}

async function runsOnRecord(store: Store): Promise<readonly string[]> {
  return (await readAudit(store)).flatMap(({ details: { run } }) => (typeof run === 'string' ? [run] : []))
}
