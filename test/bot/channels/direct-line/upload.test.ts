import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Chat, call, openChat, textsUntil } from '../../../support/direct-line-http.js'
import { type DirectLineServer, startDirectLineServer } from '../../../support/direct-line-server.js'

let server: DirectLineServer
let chat: Chat
beforeEach(async () => {
  server = await startDirectLineServer({ limits: { uploadBytes: 20_000, uploadFiles: 2, heldFileBytes: 30_000 } })
  chat = await openChat(server.url)
})
afterEach(() => server.stop())

const upload = (body: unknown, headers = {}) =>
  call(`${chat.url}/upload?userId=dl_somebody`, { token: chat.token, body, headers })

function formOf(files: readonly (readonly [string, string, string])[], activity?: unknown): FormData {
  const form = new FormData()
  if (activity !== undefined) {
    form.append('activity', new Blob([JSON.stringify(activity)], { type: 'application/vnd.microsoft.activity' }))
  }
  for (const [name, type, content] of files) form.append('file', new Blob([content], { type }), name)
  return form
}

async function attachments() {
  const { body } = await call(`${chat.url}/activities`, { method: 'GET', token: chat.token })
  return body.activities.flatMap((activity: { attachments?: unknown[] }) => activity.attachments ?? [])
}

describe('an upload', () => {
  it('may be one file, named by its header', async () => {
    const headers = { 'Content-Type': 'image/png', 'Content-Disposition': 'name="file"; filename="../../stamp.png"' }
    const { status, body } = await upload(new Uint8Array([1, 2, 3]), headers)
    expect({ status, id: body.id }).toEqual({ status: 200, id: expect.stringContaining(`${chat.id}|`) })
    const [attachment] = await attachments()
    expect(attachment).toEqual({
      contentType: 'image/png',
      name: 'stamp.png',
      contentUrl: expect.stringMatching(new RegExp(`^${server.url}/v3/directline/attachments/[\\w-]{22}$`)),
    })
    const file = await fetch(attachment.contentUrl)
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(new Uint8Array([1, 2, 3]))
    expect(file.headers.get('content-type')).toBe('image/png')
    expect(file.headers.get('content-disposition')).toBe("inline; filename*=UTF-8''stamp.png")
  })

  it('may be an activity with files, sent by the token’s user', async () => {
    const activity = {
      type: 'message',
      text: 'my papers',
      from: { id: 'dl_somebody' },
      attachments: [{ contentType: 'text/plain', name: 'a.txt' }],
    }
    expect(
      (
        await upload(
          formOf(
            [
              ['a.txt', 'text/plain', 'A'],
              ['b.txt', 'text/plain', 'B'],
            ],
            activity,
          ),
        )
      ).status,
    ).toBe(200)
    await textsUntil(chat, 'echo: my papers')
    expect(server.bot.heard.at(-1)).toMatchObject({
      text: 'my papers',
      from: { id: chat.userId },
      attachments: [
        { contentType: 'text/plain', name: 'a.txt' },
        { contentType: 'text/plain', name: 'b.txt' },
      ],
    })
  })

  it('is served for download only, unless it is a plain picture', async () => {
    await upload(
      formOf([
        ['page.html', 'text/html', '<script>alert(1)</script>'],
        ['x.svg', 'image/svg+xml', '<svg/>'],
      ]),
    )
    for (const { contentUrl } of await attachments()) {
      const { headers } = await fetch(contentUrl)
      expect(headers.get('content-type')).toBe('application/octet-stream')
      expect(headers.get('content-disposition')).toMatch(/^attachment; /)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
    }
  })

  it.each([
    ['too large', () => upload('x'.repeat(20_001)), 413],
    ['of too many files', () => upload(formOf([1, 2, 3].map((n) => [`${n}`, 'text/plain', 'x'] as const))), 400],
    [
      'with a forbidden activity',
      () => upload(formOf([['a', 'text/plain', 'x']], { type: 'conversationUpdate' })),
      400,
    ],
    [
      'with an activity that is no JSON',
      () =>
        upload(
          '--b\r\nContent-Disposition: form-data; name="activity"\r\nContent-Type: application/vnd.microsoft.activity\r\n\r\n{\r\n--b--\r\n',
          { 'Content-Type': 'multipart/form-data; boundary=b' },
        ),
      400,
    ],
    [
      'cut off',
      () =>
        upload('--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\nabc', {
          'Content-Type': 'multipart/form-data; boundary=b',
        }),
      400,
    ],
    ['without a boundary', () => upload('abc', { 'Content-Type': 'multipart/form-data' }), 400],
    ['empty', () => upload(new FormData()), 400],
  ] as const)('is refused when it is %s', async (_what, send, status) => {
    const answer = await send()
    expect(answer.status).toBe(status)
    expect(answer.body.error.code).toBe(status === 413 ? 'PayloadTooLarge' : 'BadArgument')
    expect(server.channel.stats().files).toBe(0)
    expect((await upload('x')).status).toBe(200)
  })

  it('is refused when the operator allows none', async () => {
    await server.stop()
    server = await startDirectLineServer({ limits: { uploadBytes: 0 } })
    chat = await openChat(server.url)
    expect(await upload('x')).toMatchObject({ status: 400, body: { error: { code: 'NotAllowed' } } })
  })

  it('gets a name that is valid in a header', async () => {
    await upload('x', { 'Content-Disposition': 'filename="C:\\papers\\<b>\tform.txt"' })
    await upload(formOf([[`${'x'.repeat(199)}😀😀`, 'text/plain', 'x']]))
    await upload('x', { 'Content-Disposition': Buffer.from('filename=María.txt').toString('latin1') })
    await upload('x')
    const held = await attachments()
    expect(held.map(({ name }: { name: string }) => name)).toEqual([
      'bform.txt',
      `${'x'.repeat(199)}😀`,
      'María.txt',
      'file',
    ])
    for (const { contentUrl } of held) expect((await fetch(contentUrl)).status).toBe(200)
  })

  it('is kept for minutes and makes room for newer ones', async () => {
    for (const word of ['first', 'second']) await upload(word.repeat(3_000))
    const [first, second] = await attachments()
    expect([(await fetch(first.contentUrl)).status, (await fetch(second.contentUrl)).status]).toEqual([404, 200])
    server.clock.forward(600_000)
    expect((await fetch(second.contentUrl)).status).toBe(404)
    expect(server.channel.stats().files).toBe(0)
  })
})
