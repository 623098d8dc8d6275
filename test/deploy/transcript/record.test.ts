import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { recordTranscript } from '../../../deploy/transcript/record.js'
import { packagePath } from '../../../knowledge/basics/package-path.js'
import { startedDataFolder } from '../../support/ready-folders.js'

/** What is the same in every walk: no figures, times, codes or hashes, and not which questions a comparison moves. */
function lasting(transcript: string): readonly string[] {
  return transcript
    .split('\n')
    .filter((line) => !/^(won|lost|same) |^ {4}0\.\d\d |^\d+ × "/.test(line))
    .map((line) =>
      line
        .replace(/(?<![0-9A-Z])[0-9A-Z]{4}-[0-9A-Z]{4}(?![0-9A-Z])/g, 'CODE')
        .replace(/\b[0-9a-f]{64}\b/g, 'HASH')
        .replace(/\d+/g, '0'),
    )
}

it('goes from ten edits to a promotion and back as deploy/transcript.md shows; else run: npm run transcript', async () => {
  const shown = await readFile(packagePath('deploy', 'transcript.md'), 'utf8')
  expect(lasting(await recordTranscript(await startedDataFolder()))).toEqual(lasting(shown))
})
