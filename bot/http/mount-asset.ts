import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import Negotiator from 'negotiator'
import type { Request, Response, Server } from 'restify'

/** A file that never changes at its address, because the address contains its version. */
export interface Asset {
  /** e.g. `/assets/webchat/0123456789ab/webchat.js` */
  readonly path: string
  /** e.g. `text/css; charset=utf-8` */
  readonly type: string
  readonly body: Buffer
}

/**
 * Serves an asset at exactly its address; clients may cache it for ever. No folder is served, so no other file can be reached. It is
 * compressed once, at the first request.
 */
export function mountAsset(server: Server, asset: Asset): void {
  const etag = `"${createHash('sha256').update(asset.body).digest('base64url').slice(0, 22)}"`
  const encodings = new Map<string, Promise<Buffer>>()

  async function reply(request: Request, response: Response): Promise<void> {
    const encoding = preferredEncoding(request)
    const headers = {
      'Cache-Control': 'public, max-age=31536000, immutable',
      ETag: `${etag.slice(0, -1)}-${encoding}"`,
      Vary: 'Accept-Encoding',
    }
    if (holds(request.headers['if-none-match'], headers.ETag)) {
      response.writeHead(304, headers)
      response.end()
      return
    }
    const body = await encoded(asset.body, encoding, encodings)
    response.writeHead(200, {
      ...headers,
      'Content-Type': asset.type,
      'Content-Length': body.length,
      ...(encoding === 'identity' ? {} : { 'Content-Encoding': encoding }),
    })
    response.end(request.method === 'HEAD' ? undefined : body)
  }

  server.get(asset.path, async (request, response) => reply(request, response))
  server.head(asset.path, async (request, response) => reply(request, response))
}

/** The best of our encodings that the client accepts; the client's order among equals is ignored. */
function preferredEncoding(request: Request): string {
  const taken = new Negotiator(request).encodings(['br', 'gzip', 'identity'])
  return ['br', 'gzip'].find((encoding) => taken.includes(encoding)) ?? 'identity'
}

function holds(ifNoneMatch: string | undefined, etag: string): boolean {
  return (ifNoneMatch ?? '').split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === etag)
}

/** Not the highest quality: it would save another tenth but take seconds for Web Chat's bundle. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 22 } }

function encoded(body: Buffer, encoding: string, done: Map<string, Promise<Buffer>>): Promise<Buffer> {
  const known = done.get(encoding)
  if (known !== undefined) return known
  const work =
    encoding === 'br'
      ? promisify(brotliCompress)(body, BROTLI)
      : encoding === 'gzip'
        ? promisify(gzip)(body)
        : Promise.resolve(body)
  done.set(encoding, work)
  return work
}
