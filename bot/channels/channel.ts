/** What the clients of a channel can show of a reply, and how much of it. */
export interface Abilities {
  /**
   * - `words`: buttons that show their whole title
   * - `echo`: buttons that only send their title as the citizen's message, and may cut it off on the screen
   * - `listed`: buttons that may cut off their title
   * - `none`: no buttons
   *
   * A title that may be cut off is also listed in the text where the citizen must read it whole.
   */
  readonly buttons: 'words' | 'echo' | 'listed' | 'none'
  /** whether the client renders Markdown */
  readonly markdown: boolean
  /** under one message */
  readonly mostButtons: number
  /** in one message, in UTF-16 code units */
  readonly mostChars: number
}

export interface Channel extends Abilities {
  /** the Bot Framework's channel id, e.g. `msteams` */
  readonly name: string
}

/** For a channel that is not in the table. */
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
