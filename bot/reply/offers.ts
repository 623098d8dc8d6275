import type { QnaPair } from '../../knowledge/content/qna-pair.js'
import type { Offer } from '../choice.js'
import type { Locale } from '../locale.js'

export function personOffer({ buttons, language }: Locale): Offer {
  return { title: buttons.person, choice: { kind: 'person', language } }
}

export function pairOffer({ id, language, question }: QnaPair): Offer {
  return { title: question, choice: { kind: 'pair', pairId: id, language } }
}
