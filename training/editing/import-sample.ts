import { SAMPLE_FILES, sampleFile } from '../../evaluation/golden/sample-pairs.js'
import { SAMPLE_SOURCE } from '../../knowledge/content/sample-source.js'
import type { Installation } from '../installation.js'
import { importFile } from './import-file.js'

/**
 * Puts the sample knowledge base into the workspace.
 *
 * @returns number of pairs
 */
export async function importSample(installation: Pick<Installation, 'store' | 'clock'>): Promise<number> {
  let pairs = 0
  for (const name of SAMPLE_FILES) {
    const path = sampleFile(name)
    const { report } = await importFile(installation, {
      path,
      sourceName: `${SAMPLE_SOURCE}${name}`,
      replace: false,
      language: null,
      sheet: null,
      qnaPrefix: null,
      linkBase: null,
      by: null,
    })
    pairs += report.added
  }
  return pairs
}
