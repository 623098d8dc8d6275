import type { Activity } from '../../deploy/bench/chat-client.js'

/** The origin of a reply's text, from its schema.org entity. */
export function originOf(reply: Activity): { readonly version: string | null; readonly receipt: string | null } {
  const message = reply.entities?.find(({ type }) => type === 'https://schema.org/Message')
  return { version: textOf(message?.version), receipt: textOf(message?.identifier) }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
