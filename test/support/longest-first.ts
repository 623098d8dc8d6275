import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * The files that take longest, in that order: begun last, one of them would run alone at the end. Nothing breaks where the list is
 * out of date.
 */
const LONGEST: readonly string[] = [
  'bot/chat-page/chat-browser.test.ts',
  'deploy/cli/jobs.test.ts',
  'training/queue/kill.series.test.ts',
  'deploy/cli/encoder.test.ts',
  'deploy/transcript/record.test.ts',
  'training/ranker/ranker-fit.test.ts',
  'deploy/cli/release-bad-input.series.test.ts',
  'deploy/cli/curate.test.ts',
  'deploy/cli/canary.test.ts',
  'training/release/real-history.series.test.ts',
  'training/retrain/kill.series.test.ts',
  'deploy/cli/data-folder.test.ts',
  'training/editing/kill.series.test.ts',
  'knowledge/version/kill.series.test.ts',
  'bot/channels/direct-line/real-client.test.ts',
]

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const at = LONGEST.findIndex((name) => moduleId.endsWith(`/test/${name}`))
      return at === -1 ? LONGEST.length : at
    }
    return (await super.sort(files)).toSorted((left, right) => place(left) - place(right))
  }
}
