import { packagePath } from '../../knowledge/basics/package-path.js'

/** The files of Web Chat that are served: its full bundle (the smaller one renders no Markdown) and the licences. */
export const WEB_CHAT_FILES = { script: 'webchat.js', licences: 'webchat.js.LICENSE.txt' } as const

/** Where the build puts one of Web Chat's files. */
export function webChatFile(name: string): string {
  return packagePath('dist', 'bot', 'chat-page', name)
}
