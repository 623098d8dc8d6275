import { expect, it } from 'vitest'
import { questionsOutOfScope } from '../../../knowledge/curation/out-of-scope.js'
import { ignored, itemIn, outOfCompetence } from '../../support/curation.js'

it('takes the wordings of what was approved as out of competence, and nothing else', () => {
  const decided = itemIn('approved', { proposal: outOfCompetence, wordings: ['Can I adopt a dog?', 'dog adoption'] })
  const items = [
    itemIn('open'),
    itemIn('draft', { proposal: outOfCompetence }),
    itemIn('approved', { proposal: ignored, wordings: ['asdf'] }),
    itemIn('rejected', { proposal: outOfCompetence }),
    decided,
  ]

  expect(questionsOutOfScope({ format: 1, items })).toEqual(['Can I adopt a dog?', 'dog adoption'])
})
