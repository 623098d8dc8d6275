import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { parseJson } from '../../knowledge/basics/parse-json.js'
import { badArgument, HttpError, payloadTooLarge } from './http-error.js'

/** Names that reach an object's prototype when code merges the body into another object. */
const PROTOTYPE_NAMES = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * Reads the whole body of a request that has not been read before.
 *
 * @throws HttpError PayloadTooLarge as soon as more than `limitBytes` are announced or arrive
 */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw new HttpError(415, 'UnsupportedMediaType', 'Compressed bodies are not accepted; send the body uncompressed.')
  }
  if (request.readableEnded) throw new TypeError('the body was read before its route got it')
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) throw payloadTooLarge(limitBytes)
  const chunks: Buffer[] = []
  let bytes = 0
  return new Promise((resolve, reject) => {
    const onData = (chunk: Buffer) => {
      bytes += chunk.byteLength
      if (bytes > limitBytes) {
        request.off('data', onData)
        reject(payloadTooLarge(limitBytes))
      } else {
        chunks.push(chunk)
      }
    }
    // Node reports a client that went away as an error of the stream; either way it is the client that stopped.
    const endedEarly = () => reject(badArgument('The connection closed before the whole body had arrived.'))
    request.on('data', onData)
    request.once('end', () => {
      // Every request closes at last, and an error that nobody hears costs a stack trace.
      request.off('close', endedEarly)
      resolve(Buffer.concat(chunks))
    })
    request.once('error', endedEarly)
    request.once('close', endedEarly)
  })
}

/** Reads a JSON body; an empty one is null. */
export async function readJson(request: IncomingMessage, limitBytes: number, depth: number): Promise<unknown> {
  const body = await readBody(request, limitBytes)
  return body.byteLength === 0 ? null : parseBody(body, depth)
}

/**
 * Parses untrusted JSON.
 *
 * @param depth how many levels of objects and arrays may be nested
 * @throws HttpError BadArgument when it is not UTF-8, not JSON, too deep, or names an object's prototype
 */
export function parseBody(bytes: Uint8Array, depth: number): unknown {
  const value = isUtf8(bytes) ? parseJson(new TextDecoder().decode(bytes)) : undefined
  if (value === undefined) throw badArgument('The body is not JSON in UTF-8.')
  checkShape(value, depth)
  return value
}

/** Uses a list instead of recursion, which would overflow the stack on deeply nested input. */
function checkShape(root: unknown, depth: number): void {
  const open: { readonly value: object; readonly level: number }[] = []
  const visit = (value: unknown, level: number) => {
    if (typeof value !== 'object' || value === null) return
    if (level > depth) throw badArgument(`The body is nested more than ${depth} deep.`)
    open.push({ value, level })
  }
  visit(root, 1)
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, level } = next
    for (const [name, inner] of Object.entries(value)) {
      if (PROTOTYPE_NAMES.has(name)) throw badArgument(`The body has a field named "${name}", which is not accepted.`)
      visit(inner, level + 1)
    }
  }
}
