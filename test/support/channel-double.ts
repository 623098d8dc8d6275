import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Activity } from 'botbuilder'

export interface ChannelDouble {
  readonly serviceUrl: string
  /** a service URL whose conversations are gone: replies get 404 */
  readonly goneUrl: string
  /** what the bot posted, in order */
  readonly received: { readonly path: string; readonly activity: Partial<Activity> }[]
  stop(): Promise<void>
}

/** The other side of the Bot Framework protocol: receives the bot's replies at its serviceUrl, like a channel's connector. */
export async function startChannelDouble(): Promise<ChannelDouble> {
  const received: ChannelDouble['received'] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      if (request.url?.startsWith('/gone')) {
        response.writeHead(404)
        response.end()
        return
      }
      received.push({ path: request.url ?? '', activity: JSON.parse(Buffer.concat(chunks).toString()) })
      // Not chained, because restify replaces writeHead of every server in the process with one that returns nothing.
      response.writeHead(201, { 'Content-Type': 'application/json' })
      response.end(JSON.stringify({ id: `r${received.length}` }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const serviceUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return {
    serviceUrl,
    goneUrl: `${serviceUrl}gone/`,
    received,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
