import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { packagePath } from '../../../knowledge/basics/package-path.js'
import { redact } from '../../../knowledge/records/redaction/redact.js'
import { requirementPath, requireOrSkip } from '../../support/requirements.js'

function texts(file: string): readonly string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line).text)
}

requireOrSkip('shared')('everyday questions of the benchmark sets', () => {
  it('are all left unchanged', () => {
    const data = join(requirementPath('shared'), 'data')
    const files = readdirSync(data, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /(?:^|\/)queries[^/]*\.jsonl$/.test(name),
    )
    const questions = files.flatMap((file) => texts(join(data, file)))

    expect(questions.length).toBeGreaterThan(1_000)
    expect(questions.filter((question) => redact(question).found.length > 0)).toEqual([])
  })
})

it.each(['es', 'en'])('the golden cases of the sample knowledge base stay as they are (%s)', (language) => {
  const questions = texts(packagePath('knowledge', 'examples', 'registro', `golden.${language}.jsonl`))
  expect(questions.filter((question) => redact(question).found.length > 0)).toEqual([])
})
