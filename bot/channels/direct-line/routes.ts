import type { Request, Response, Server } from 'restify'
import type { Logger } from '../../../knowledge/ports.js'
import { HttpError } from '../../http/http-error.js'
import type { OriginPolicy } from '../../http/origin-policy.js'
import { readBody, readJson } from '../../http/request-body.js'
import { urlOf } from '../../http/request-url.js'
import { type LimitedRoute, limitedRoute, type RouteLimits } from '../../http/route-limits.js'
import { addressOfServer } from '../../http/server-address.js'
import { activitySetJson } from './activity-log.js'
import type { ActivityReader } from './activity-reader.js'
import { type Answer, answer, jsonAnswer } from './answer.js'
import { type Credentials, requireSecret, requireToken } from './credentials.js'
import type { DirectLineLimits } from './direct-line-limits.js'
import type { FileStore } from './file-store.js'
import type { Intake } from './intake.js'
import { conversationNotFound } from './refusals.js'
import { readGenerateRequest, readStartRequest } from './token-request.js'
import type { Grant } from './tokens.js'
import { readUpload } from './upload.js'
import { readWatermark } from './watermark.js'

export interface RouteParts extends Credentials {
  readonly intake: Intake
  /** whether the conversation has ended, so that its token must not be renewed */
  readonly isOver: (grant: Grant) => boolean
  readonly newGrant: (
    locale: string | null,
    user: { readonly id: string; readonly name: string | null } | null,
  ) => Grant
  readonly readActivity: ActivityReader
  readonly files: FileStore
  readonly origins: OriginPolicy
  readonly limits: DirectLineLimits
  readonly logger: Logger
}

type Work = (request: Request) => Promise<Answer>

const API = '/v3/directline'
const CONVERSATION = `${API}/conversations/:conversationId`

const PREFLIGHT_HEADERS: Readonly<Record<string, string>> = {
  'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
  'Access-Control-Allow-Headers': 'Authorization, Content-Type, Content-Disposition, X-Requested-With, X-Ms-Bot-Agent',
  'Access-Control-Max-Age': '600',
}

const MESSAGE: RouteLimits = { countsAs: { messageOf: ({ params }) => String(params.conversationId) } }

/** Pages may show these; every other file is only offered for download. */
const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])

/** Adds the HTTP side of Direct Line to a server. */
export function addRoutes(server: Server, parts: RouteParts): void {
  const { tokens, intake, limits, files } = parts
  const { bodyBytes, uploadBytes, uploadFiles, jsonDepth } = limits
  const paths = new Set<string>()
  const add = (method: 'get' | 'post', route: string | LimitedRoute, work: Work) => {
    paths.add(typeof route === 'string' ? route : route.path)
    // restify treats a handler as asynchronous only when it is declared `async`.
    server[method](route, async (request: Request, response: Response) =>
      answer(request, response, parts, () => work(request)),
    )
  }

  /** The token's grant, when the path names its conversation. */
  const grantOf = async (request: Request): Promise<Grant> => {
    const grant = await requireToken(request, parts)
    if (grant.conversationId !== request.params.conversationId) throw conversationNotFound()
    return grant
  }
  const tokenAnswer = async (status: number, grant: Grant, more: Readonly<Record<string, string>> = {}) =>
    jsonAnswer(status, {
      conversationId: grant.conversationId,
      token: await tokens.issue(grant, 'api'),
      expires_in: tokens.lifetimeSeconds,
      ...more,
    })
  const streamUrl = async (request: Request, grant: Grant, seen: number) => {
    const { host, secure } = addressOfServer(request)
    const query = new URLSearchParams({ watermark: String(seen), t: await tokens.issue(grant, 'stream') })
    return `${secure ? 'wss' : 'ws'}://${host}${API}/conversations/${grant.conversationId}/stream?${query}`
  }
  const seenBy = (request: Request) => readWatermark(urlOf(request).searchParams.get('watermark'))

  add('post', limitedRoute('/directline/token', { countsAs: 'conversation' }), async (request) => {
    const { locale } = readStartRequest(await readJson(request, bodyBytes, jsonDepth))
    const grant = parts.newGrant(locale, null)
    return tokenAnswer(200, grant, { userId: grant.userId })
  })

  add('post', `${API}/tokens/generate`, async (request) => {
    requireSecret(request, parts)
    const { locale, user } = readGenerateRequest(await readJson(request, bodyBytes, jsonDepth))
    return tokenAnswer(200, parts.newGrant(locale, user))
  })

  add('post', `${API}/tokens/refresh`, async (request) => {
    const grant = await requireToken(request, parts)
    if (parts.isOver(grant)) throw conversationNotFound()
    return tokenAnswer(200, grant)
  })

  add('post', `${API}/conversations`, async (request) => {
    const asked = await requireToken(request, parts)
    const { locale } = readStartRequest(await readJson(request, bodyBytes, jsonDepth))
    const grant = { ...asked, locale: asked.locale ?? locale }
    const { isNew } = intake.open(grant, { seen: 0, isOnScreen: false })
    const started = { ...grant, started: true }
    return tokenAnswer(isNew ? 201 : 200, started, { streamUrl: await streamUrl(request, started, 0) })
  })

  add('get', CONVERSATION, async (request) => {
    const grant = await grantOf(request)
    const seen = seenBy(request)
    intake.open(grant, { seen, isOnScreen: seen > 0 })
    const started = { ...grant, started: true }
    return tokenAnswer(200, started, { streamUrl: await streamUrl(request, started, seen) })
  })

  add('get', `${CONVERSATION}/activities`, async (request) => {
    const grant = await grantOf(request)
    const seen = seenBy(request)
    const { conversation } = intake.open(grant, { seen, isOnScreen: seen > 0 })
    return { status: 200, body: activitySetJson(conversation.since(seen)) }
  })

  add('post', limitedRoute(`${CONVERSATION}/activities`, MESSAGE), async (request) => {
    const grant = await grantOf(request)
    const activity = parts.readActivity(await readJson(request, bodyBytes, jsonDepth))
    const { conversation } = intake.open(grant, { seen: 0, isOnScreen: grant.started })
    return jsonAnswer(200, { id: intake.receive(conversation, activity) })
  })

  add('post', limitedRoute(`${CONVERSATION}/upload`, { ...MESSAGE, bodyBytes: uploadBytes }), async (request) => {
    const grant = await grantOf(request)
    if (uploadBytes === 0)
      throw new HttpError(400, 'NotAllowed', 'This assistant does not accept files; write a message instead.')
    const body = await readBody(request, uploadBytes)
    const upload = await readUpload(request.headers, body, { mostFiles: uploadFiles, jsonDepth })
    const activity = parts.readActivity(upload.activity ?? { type: 'message' })
    const { conversation } = intake.open(grant, { seen: 0, isOnScreen: grant.started })
    const { host, secure } = addressOfServer(request)
    const attachments = upload.files.map((file) => ({
      contentType: file.contentType,
      name: file.name,
      contentUrl: `${secure ? 'https' : 'http'}://${host}${API}/attachments/${files.hold(file)}`,
    }))
    // The activity also names the uploaded files; only its other attachments are still needed.
    const others = (activity.attachments ?? []).filter(({ contentUrl }) => contentUrl !== undefined)
    return jsonAnswer(200, {
      id: intake.receive(conversation, { ...activity, attachments: [...others, ...attachments] }),
    })
  })

  add('get', `${API}/attachments/:fileId`, async (request) => {
    const file = files.find(String(request.params.fileId))
    if (file === null) throw new HttpError(404, 'NotFound', 'This file is no longer kept.')
    const isPicture = PICTURES.has(file.contentType)
    const name = `filename*=UTF-8''${encodeURIComponent(file.name)}`
    return {
      status: 200,
      body: file.bytes,
      headers: {
        'Content-Type': isPicture ? file.contentType : 'application/octet-stream',
        'Content-Disposition': `${isPicture ? 'inline' : 'attachment'}; ${name}`,
        'Content-Security-Policy': "default-src 'none'; sandbox",
        'X-Content-Type-Options': 'nosniff',
      },
    }
  })

  add('get', `${API}/session/getsessionid`, async (request) => {
    const grant = await requireToken(request, parts)
    const { conversation } = intake.open(grant, { seen: 0, isOnScreen: grant.started })
    return jsonAnswer(200, { sessionId: conversation.sessionId })
  })

  for (const path of paths) {
    server.opts(path, async (request: Request, response: Response) =>
      answer(request, response, parts, async () => ({ status: 204, body: '', headers: PREFLIGHT_HEADERS })),
    )
  }
}
