// The last step of a build: copies Web Chat's files out of its package, so that the server needs none of the 400 packages that they
// were made from.
import { copyFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { WEB_CHAT_FILES, webChatFile } from './web-chat.js'

const main = createRequire(import.meta.url).resolve('botframework-webchat')
const bundles = join(dirname(dirname(main)), 'dist')
for (const name of Object.values(WEB_CHAT_FILES)) copyFileSync(join(bundles, name), webChatFile(name))
