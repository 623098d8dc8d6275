import type { IncomingHttpHeaders } from 'node:http'
import { Busboy, type BusboyHeaders } from '@fastify/busboy'
import { badArgument, HttpError } from '../../http/http-error.js'
import { parseBody } from '../../http/request-body.js'
import type { HeldFile } from './file-store.js'

export interface Upload {
  /** the activity that came with the files, not validated yet; null when there was none */
  readonly activity: unknown
  readonly files: readonly HeldFile[]
}

const ACTIVITY_TYPE = 'application/vnd.microsoft.activity'
const MOST_NAME_CHARS = 200

/**
 * Reads an upload: one file as the body, named by `Content-Disposition`, or a form with an activity and files.
 *
 * @throws HttpError BadArgument when the form is broken or has more than `mostFiles` files
 */
export async function readUpload(
  headers: IncomingHttpHeaders,
  body: Buffer,
  { mostFiles, jsonDepth }: { readonly mostFiles: number; readonly jsonDepth: number },
): Promise<Upload> {
  const contentType = headers['content-type'] ?? 'application/octet-stream'
  const parts = /^multipart\/form-data/i.test(contentType)
    ? await readForm({ ...headers, 'content-type': contentType }, body, mostFiles + 1)
    : [{ name: nameIn(headers['content-disposition']), contentType: typeOnly(contentType), bytes: body }]
  const [activity, ...more] = parts.filter((part) => part.contentType === ACTIVITY_TYPE)
  const files = parts.filter((part) => part.contentType !== ACTIVITY_TYPE)
  if (more.length > 0) throw badArgument('The upload has more than one activity.')
  if (files.length > mostFiles) throw badArgument(`The upload has more than ${mostFiles} files; send fewer at once.`)
  if (activity === undefined && files.length === 0) throw badArgument('The upload has neither a file nor an activity.')
  return { activity: activity === undefined ? null : parseBody(activity.bytes, jsonDepth), files }
}

async function readForm(headers: BusboyHeaders, body: Buffer, mostParts: number): Promise<readonly HeldFile[]> {
  const parts: HeldFile[] = []
  try {
    await new Promise<void>((resolve, reject) => {
      const form = new Busboy({ headers, limits: { parts: mostParts, files: mostParts }, isPartAFile: () => true })
      form.on('file', (_field, stream, filename: string | undefined, _encoding, contentType) => {
        const chunks: Buffer[] = []
        stream.on('data', (chunk: Buffer) => chunks.push(chunk))
        stream.on('end', () => {
          parts.push({ name: plainName(filename), contentType: typeOnly(contentType), bytes: Buffer.concat(chunks) })
        })
        stream.on('error', reject)
      })
      form.on('partsLimit', () => reject(badArgument('The upload has too many parts; send fewer files at once.')))
      form.on('filesLimit', () => reject(badArgument('The upload has too many files; send fewer at once.')))
      form.on('finish', resolve)
      form.on('error', reject)
      form.end(body)
    })
  } catch (error) {
    throw error instanceof HttpError ? error : badArgument('The form cannot be read.')
  }
  return parts
}

function typeOnly(contentType: string): string {
  const type = (contentType.split(';')[0] ?? '').trim().toLowerCase()
  return /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/.test(type) ? type : 'application/octet-stream'
}

function nameIn(disposition: string | undefined): string {
  // Node decodes header bytes as Latin-1, but clients write UTF-8.
  const text = Buffer.from(disposition ?? '', 'latin1').toString('utf8')
  return plainName(/filename="?([^";]+)"?/i.exec(text)?.[1])
}

/** The last part of a path, without characters that could end a header or a line. */
function plainName(name: string | undefined): string {
  const last = (name ?? '').split(/[\\/]/).at(-1) ?? ''
  // Cut between code points: half of one cannot be written into a header.
  const points = [...last.replace(/[\p{Cc}"<>]/gu, '')].slice(0, MOST_NAME_CHARS)
  const plain = points.join('').trim()
  return plain === '' || plain === '.' || plain === '..' ? 'file' : plain
}
