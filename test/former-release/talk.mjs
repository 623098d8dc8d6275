import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'

/** Talks to a server of the release, or leaves a note as its drift check would: `node talk.mjs <release> one|two|note`. */
const [release, what] = process.argv.slice(2)
const base = 'http://127.0.0.1:3991'

if (what === 'note') {
  const { openNote, CURATION_NOTES_DOCUMENT } = await import(`${release}/dist/knowledge/content/curation-notes.js`)
  const { openDocument } = await import(`${release}/dist/knowledge/adapters/lowdb-document.js`)
  const data = process.env.VENTANILLA_DATA
  const document = openDocument({
    ...CURATION_NOTES_DOCUMENT,
    file: `${data}/curation-notes.json`,
    locksFolder: `${data}/locks`,
  })
  await openNote(document, { at: new Date(), kind: 'drift', version: 'kb-000002', text: 'questions have changed' })
  process.exit()
}
const server = spawn(process.execPath, [`${release}/bin/ventanilla.js`, 'serve'], {
  stdio: ['ignore', 'ignore', 'inherit'],
})
for (;;) {
  const ready = await fetch(`${base}/health/ready`).then(
    (r) => r.ok,
    () => false,
  )
  if (ready) break
  await sleep(200)
}
const { openChat } = await import(`${release}/dist/deploy/bench/chat-client.js`)
const chat = await openChat(base, 'websocket', 'en')
const one = [
  'Is there parking at the office?',
  'recipe for sourdough bread',
  'which vaccines does my dog need',
  'parking at the office',
  'how do I pay the filing fees',
  'no',
  'how can I adopt a dog',
]
const two = [
  'obtain an electronic signature',
  'Is there parking at the office?',
  'how do I register a company',
  'tallest mountain in africa',
]
for (const text of what === 'one' ? one : two) {
  const { text: reply } = await chat.ask(text)
  process.stdout.write(`> ${text}\n${reply}\n`)
  await sleep(300)
}
chat.end()
server.kill('SIGINT')
await new Promise((resolve) => server.once('exit', resolve))
