/** What the clients of a channel show of a reply, and how much of it. */
export interface Abilities {
  /**
   * - `words`: buttons with their whole words
   * - `echo`: buttons that only say their words in the citizen's name, and may cut them where they are shown
   * - `listed`: buttons that may cut their words
   * - `none`: no buttons
   *
   * Whatever may be cut is also listed in the text, where it must be read whole.
   */
  readonly buttons: 'words' | 'echo' | 'listed' | 'none'
  /** whether Markdown is shown as what it means, and not as it is typed */
  readonly markdown: boolean
  /** under one message */
  readonly mostButtons: number
  /** in one message, in UTF-16 code units */
  readonly mostChars: number
}

export interface Channel extends Abilities {
  /** Bot Framework's id of it, e.g. `msteams` */
  readonly name: string
}

/** Of a channel that nothing is known of. */
const USUAL: Abilities = {
  buttons: 'listed',
  markdown: true,
  mostButtons: Number.POSITIVE_INFINITY,
  mostChars: Number.POSITIVE_INFINITY,
}

const OWN_PAGE: Abilities = { ...USUAL, buttons: 'words' }
const TEXT_MESSAGE: Abilities = { buttons: 'none', markdown: false, mostButtons: 0, mostChars: 1_600 }

/** @see https://learn.microsoft.com/azure/bot-service/bot-service-channels-reference and each service's own limits */
const ABILITIES: ReadonlyMap<string, Abilities> = new Map([
  ['directline', OWN_PAGE],
  ['webchat', OWN_PAGE],
  ['emulator', OWN_PAGE],
  ['msteams', { ...USUAL, buttons: 'echo' }],
  ['facebook', { buttons: 'listed', markdown: false, mostButtons: 10, mostChars: 2_000 }],
  ['line', { buttons: 'listed', markdown: false, mostButtons: 13, mostChars: 5_000 }],
  ['kik', { ...USUAL, markdown: false, mostButtons: 20 }],
  ['groupme', { ...USUAL, markdown: false, mostChars: 1_000 }],
  ['telegram', { ...USUAL, mostChars: 4_096 }],
  ['sms', TEXT_MESSAGE],
  ['twilio-sms', TEXT_MESSAGE],
])

export function channelOf(name: string): Channel {
  return { name, ...(ABILITIES.get(name) ?? USUAL) }
}
