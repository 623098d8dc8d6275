import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { extname, join } from 'node:path'
import Negotiator from 'negotiator'
import type { Request, Response, Server } from 'restify'
import { packagePath } from '../../knowledge/basics/package-path.js'
import { type Asset, mountAsset } from '../http/mount-asset.js'
import { pagePolicy } from '../http/security-headers.js'
import { type Locale, type Locales, pickLocale, primaryLanguage } from '../locale.js'
import { type Contact, hostOf, institutionName } from '../reply/contact.js'
import { telAddress } from '../reply/tel-address.js'
import { fill } from '../template.js'
import { escapeHtml } from './escape-html.js'
import { WEB_CHAT_FILES, webChatFile } from './web-chat.js'

export interface ChatPageOptions {
  readonly contact: Contact
  /** days that unanswered questions are kept */
  readonly retentionDays: number
  /** sites that may show the page in a frame */
  readonly embedOrigins: readonly string[]
  readonly locales: Locales
}

/** `GET /`: the chat page, complete without scripts, and the files it needs. */
export function createChatPage(options: ChatPageOptions): { mount(server: Server): void } {
  const assets = readAssets()
  const pages = new Map(
    [...options.locales].map(([language, locale]) => [language, renderPage(locale, options, assets)] as const),
  )

  function reply(request: Request, response: Response): void {
    const { language } = pickLocale(options.locales, pickLanguage(request, [...pages.keys()]), [])
    const nonce = randomBytes(16).toString('base64')
    const body = Buffer.from((pages.get(language) ?? '').replaceAll(NONCE, nonce))
    response.setHeader(
      'Content-Security-Policy',
      pagePolicy({ nonce, host: request.headers.host, embedOrigins: options.embedOrigins }),
    )
    response.writeHead(200, {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Length': body.length,
      'Content-Language': language,
      'Cache-Control': 'private, no-cache',
      Vary: 'Accept-Language',
    })
    response.end(request.method === 'HEAD' ? undefined : body)
  }

  return {
    mount(server) {
      server.get('/', async (request, response) => reply(request, response))
      server.head('/', async (request, response) => reply(request, response))
      for (const asset of assets.all) mountAsset(server, asset)
    },
  }
}

/** The language in `?lang=`, or else the browser's first language that the page has; null when it has none of them. */
export function pickLanguage(request: IncomingMessage, languages: readonly string[]): string | null {
  const asked = new URLSearchParams(request.url?.split('?')[1] ?? '').get('lang')
  if (asked !== null && languages.includes(asked)) return asked
  const wanted = new Negotiator(request).languages().map(primaryLanguage)
  return wanted.find((language) => language !== null && languages.includes(language)) ?? null
}

interface PageAssets {
  readonly all: readonly Asset[]
  /** address of the folder that holds the page's own files */
  readonly folder: string
  readonly webChat: string
}

const NONCE = '%NONCE%'
const TEMPLATE = 'page.html.template'
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}
const PLAIN_TEXT = 'text/plain; charset=utf-8'

function readAssets(): PageAssets {
  const source = packagePath('bot', 'chat-page', 'page')
  const files = readdirSync(source)
    .filter((name) => name !== TEMPLATE)
    .map((name) => ({ name, body: readFileSync(join(source, name)) }))
  // One hash for the whole folder, so that its modules can import each other by relative addresses.
  const folder = `/assets/page/${shortHash(files)}`
  const webChat = readWebChat()
  const own = files.map(({ name, body }) => ({
    path: `${folder}/${name}`,
    type: TYPES[extname(name)] ?? 'application/octet-stream',
    body,
  }))
  return { all: [...own, ...webChat.all], folder, webChat: webChat.script }
}

/** Web Chat and its licences in one folder, as the script's first line says. */
function readWebChat(): { readonly all: readonly Asset[]; readonly script: string } {
  const files = Object.values(WEB_CHAT_FILES).map((name) => ({ name, body: readFileSync(webChatFile(name)) }))
  const folder = `/assets/webchat/${shortHash(files)}`
  return {
    all: files.map(({ name, body }) => ({ path: `${folder}/${name}`, type: TYPES[extname(name)] ?? PLAIN_TEXT, body })),
    script: `${folder}/${WEB_CHAT_FILES.script}`,
  }
}

function shortHash(files: readonly { readonly name: string; readonly body: Buffer }[]): string {
  const hash = createHash('sha256')
  for (const { name, body } of files) hash.update(name).update(body)
  return hash.digest('hex').slice(0, 12)
}

function renderPage(locale: Locale, options: ChatPageOptions, assets: PageAssets): string {
  const { contact, retentionDays, locales } = options
  const facts = { institution: institutionName(contact, locale), days: String(retentionDays) }
  const words = Object.fromEntries(Object.entries(locale.page).map(([key, text]) => [key, fill(text, facts, String)]))
  const texts = {
    ...words,
    ...facts,
    brand: contact.institution ?? '',
    language: locale.language,
    folder: assets.folder,
    webChat: assets.webChat,
    nonce: NONCE,
  }
  const values = {
    ...Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, escapeHtml(text)])),
    languageLinks: languageLinks(locale, locales),
    contactLinks: contactLinks(contact, facts.institution),
  }
  const template = readFileSync(packagePath('bot', 'chat-page', 'page', TEMPLATE), 'utf8')
  return fill(template, values, String)
}

/** One link per other language, each named in that language. */
function languageLinks(own: Locale, locales: Locales): string {
  return [...locales.values()]
    .filter(({ language }) => language !== own.language)
    .map(({ language, name }) => {
      const code = escapeHtml(language)
      return `<a href="?lang=${code}" lang="${code}" hreflang="${code}">${escapeHtml(asTitle(name, language))}</a>`
    })
    .join('\n')
}

/** Some languages write their names in lower case within a sentence; here the name stands alone. */
function asTitle(name: string, language: string): string {
  const [first = '', ...rest] = name
  return first.toLocaleUpperCase(language) + rest.join('')
}

/** The configured ways to reach a person, in one line. */
function contactLinks({ phone, email, hours, page }: Contact, institution: string): string {
  const link = (address: string | null, text: string) =>
    address === null ? escapeHtml(text) : `<a href="${escapeHtml(address)}">${escapeHtml(text)}</a>`
  const ways = [
    phone === null ? null : link(telAddress(phone), phone),
    hours === null ? null : escapeHtml(hours),
    email === null ? null : link(`mailto:${email}`, email),
    page === null ? null : link(page, hostOf(page)),
  ].filter((way) => way !== null)
  return ways.length === 0 ? escapeHtml(institution) : ways.join(' <span aria-hidden="true">·</span> ')
}
