import type { Channel } from '../channels/channel.js'
import type { Offer } from '../choice.js'

/**
 * The offers that the text lists by number, so that the citizen can answer with a number. The choices of a clarification are listed when
 * buttons may cut off their titles. When there are no buttons, or too few for all offers, every offer is listed except a vote, which the
 * text asks for in words.
 */
export function listedOffers(offers: readonly Offer[], { buttons, mostButtons }: Channel): readonly Offer[] {
  if (offers.length > mostButtons) return offers.filter(({ choice }) => choice.kind !== 'feedback')
  const isAskedBack = offers.some(({ choice }) => choice.kind === 'none')
  return isAskedBack && buttons !== 'words' ? offers : []
}
