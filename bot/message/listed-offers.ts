import type { Channel } from '../channels/channel.js'
import type { Offer } from '../choice.js'

/**
 * The offers that the text lists by number, so that a number can name one: the choices of a question back where their whole words may
 * not be shown, and where there are no buttons, or too few for all, everything but a vote, which is asked for in words.
 */
export function listedOffers(offers: readonly Offer[], { buttons, mostButtons }: Channel): readonly Offer[] {
  if (offers.length > mostButtons) return offers.filter(({ choice }) => choice.kind !== 'feedback')
  const isAskedBack = offers.some(({ choice }) => choice.kind === 'none')
  return isAskedBack && buttons !== 'words' ? offers : []
}
