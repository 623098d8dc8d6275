import { describe, expect, it } from 'vitest'
import { retirePairs } from '../../../knowledge/content/retire.js'
import { importPairs, readForFreezing, WORKSPACE_DOCUMENT } from '../../../knowledge/content/workspace.js'
import { withProposal } from '../../../knowledge/curation/apply-proposal.js'
import { phrasingProposal } from '../../../knowledge/curation/proposal.js'
import { fixedClock, pair, temporaryDataFolder } from '../../support/freezing.js'

const request = { sha256: 'a'.repeat(64), replace: false, now: fixedClock.now() }

async function filledWorkspace() {
  const workspace = (await temporaryDataFolder()).document(WORKSPACE_DOCUMENT)
  const prompts = [{ displayText: 'More', pairId: 'dogs' }]
  const office = [pair('fees', { prompts }), pair('fees', { language: 'es' }), pair('hours')]
  await importPairs(workspace, { ...request, sourceName: 'office', pairs: office })
  await importPairs(workspace, { ...request, sourceName: 'pets', pairs: [pair('dogs'), pair('cats')] })
  return workspace
}

async function keys(workspace: Awaited<ReturnType<typeof filledWorkspace>>) {
  return (await readForFreezing(workspace)).pairs.map(({ id, language }) => `${id}/${language}`)
}

describe('retiring', () => {
  it('a source removes its pairs and the source, and names prompts whose target is gone', async () => {
    const workspace = await filledWorkspace()
    const retired = await retirePairs(workspace, { kind: 'source', name: 'pets' })
    expect(retired).toMatchObject({ pairs: ['cats/en', 'dogs/en'], left: 3 })
    expect(retired.dangling.map((dangling) => [dangling.pair.id, dangling.prompt.pairId])).toEqual([['fees', 'dogs']])
    expect((await readForFreezing(workspace)).sources.map(({ name }) => name)).toEqual(['office'])
  })

  it('a pair removes it in every language, or in one', async () => {
    const workspace = await filledWorkspace()
    await retirePairs(workspace, { kind: 'pair', id: 'fees', language: 'es' })
    expect(await keys(workspace)).toEqual(['cats/en', 'dogs/en', 'fees/en', 'hours/en'])
    await retirePairs(workspace, { kind: 'pair', id: 'fees', language: null })
    expect(await keys(workspace)).toEqual(['cats/en', 'dogs/en', 'hours/en'])
  })

  it('something absent changes nothing, and lists what exists', async () => {
    const workspace = await filledWorkspace()
    await expect(retirePairs(workspace, { kind: 'source', name: 'Pets' })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: 'no pair in the workspace comes from "Pets"',
      next: { do: 'choose-source', sources: ['office', 'pets'] },
    })
    await expect(retirePairs(workspace, { kind: 'pair', id: 'hours', language: 'es' })).rejects.toMatchObject({
      message: 'no pair in the workspace is called "hours" in es',
      next: { do: 'choose-language', languages: ['en'] },
    })
    expect(await keys(workspace)).toHaveLength(5)
  })
})

describe('a phrasing from curation', () => {
  it('survives another import of its pair, and is removed with the pair', async () => {
    const workspace = await filledWorkspace()
    const { pairs } = await readForFreezing(workspace)
    const proposal = phrasingProposal({ pairId: 'dogs', language: 'en', phrasing: 'adopt a dog' }, pairs)
    await workspace.update((current) => ({ next: withProposal(current, proposal, request.now), outcome: null }))

    const report = await importPairs(workspace, { ...request, sourceName: 'pets', pairs: [pair('dogs'), pair('cats')] })
    expect(report).toMatchObject({ changed: 0, unchanged: 2 })
    const dogs = async () => (await readForFreezing(workspace)).pairs.find(({ id }) => id === 'dogs')
    expect((await dogs())?.alternateQuestions).toContain('adopt a dog')

    await retirePairs(workspace, { kind: 'pair', id: 'dogs', language: null })
    await importPairs(workspace, { ...request, sourceName: 'pets', pairs: [pair('dogs')] })
    expect((await dogs())?.alternateQuestions).not.toContain('adopt a dog')
  })
})
