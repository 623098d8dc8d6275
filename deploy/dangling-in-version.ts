import { type DanglingPrompt, danglingPrompts } from '../knowledge/content/dangling-prompts.js'
import type { DataFolder } from '../knowledge/version/data-folder.js'
import type { VersionId } from '../knowledge/version/manifest.js'
import { readManifest, readVersionFile } from '../knowledge/version/read-version.js'
import { decodePairs, VERSION_FILES } from '../knowledge/version/version-files.js'

/**
 * Prompts of a version that lead nowhere in it.
 *
 * @throws {KnowledgeError} VERSION_UNKNOWN, VERSION_DAMAGED
 */
export async function danglingInVersion(folder: DataFolder, id: VersionId): Promise<readonly DanglingPrompt[]> {
  return danglingPrompts(
    decodePairs(await readVersionFile(folder, await readManifest(folder, id), VERSION_FILES.pairs)),
  )
}
