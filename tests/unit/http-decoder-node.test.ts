import { createServer, type IncomingMessage, type Server } from 'node:http'
import { Duplex } from 'node:stream'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DecodedField } from '../../src/shared/decoders/decoder'
import { httpDecoder } from '../../src/shared/decoders/http-decoder'

/** What both readers must agree on. */
interface Request {
  readonly line: string
  readonly fields: readonly string[]
  readonly body: string
}

let server: Server
let heard: (request: IncomingMessage, body: string) => void = () => {}

beforeAll(() => {
  server = createServer((request, response) => {
    let body = ''
    request.setEncoding('latin1').on('data', (text: string) => (body += text))
    request.on('end', () => {
      heard(request, body)
      response.end()
    })
  })
})
afterAll(() => server.close())

/** What Node's own parser makes of the bytes, which are cut where `cuts` says. */
async function readByNode(bytes: Buffer, count: number, cuts: readonly number[]): Promise<Request[]> {
  const found: Request[] = []
  const socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() })
  await new Promise<void>((resolve, reject) => {
    server.once('clientError', reject)
    heard = (request, body) => {
      const { method, url, httpVersion, rawHeaders, rawTrailers } = request
      const raw = [...rawHeaders, ...rawTrailers]
      const fields = raw.flatMap((name, index) => (index % 2 ? [] : [`${name}: ${raw[index + 1]}`]))
      found.push({ line: `${method} ${url} HTTP/${httpVersion}`, fields, body })
      if (found.length === count) resolve()
    }
    server.emit('connection', socket)
    const places = [
      0,
      ...cuts.map((cut) => cut % bytes.length).sort((one, other) => one - other),
      bytes.length,
    ]
    places.slice(1).forEach((to, index) => socket.push(bytes.subarray(places[index], to)))
  })
  server.removeAllListeners('clientError')
  socket.destroy()
  return found
}

/** The same of ours. */
function readHere(bytes: Buffer): Request[] {
  return (httpDecoder.decode(bytes) ?? []).map(({ children, remark }) => {
    expect(remark).toBeUndefined()
    const [start, ...rest] = children
    const body = rest.find(({ name }) => name === 'Body')
    const chunks = (body?.children ?? []).filter(({ name }) => name.startsWith('Chunk '))
    const trailers = (body?.children ?? []).filter(({ name }) => !name.startsWith('Chunk '))
    const fields = [...rest.filter((field) => field !== body), ...trailers]
    const joined = (parts: readonly DecodedField[]) =>
      parts.map(({ from, to }) => bytes.subarray(from, to).toString('latin1')).join('')
    return {
      line: start!.value,
      fields: fields.map(({ name, value }) => `${name}: ${value}`),
      body: joined(body?.value === 'chunked' ? chunks : body ? [body] : []),
    }
  })
}

const token = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,8}$/)
const value = fc.stringMatching(/^[!-[\]-~]([ -[\]-~]{0,12}[!-[\]-~])?$/)
const field = fc.tuple(
  token.map((name) => `X-${name}`),
  value,
)
const content = fc.string({ unit: fc.constantFrom('a', '\r', '\n', ' ', 'G', '0'), maxLength: 40 })
const chunked = fc.tuple(fc.array(content, { maxLength: 4 }), fc.array(field, { maxLength: 2 }))

/** A request with a body of one kind or the other, or none. */
const request = fc
  .record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'M-SEARCH'),
    target: fc.stringMatching(/^\/[a-z0-9?=&%.]{0,20}$/),
    fields: fc.array(field, { maxLength: 4 }),
    body: fc.oneof(fc.constant(null), content, chunked),
  })
  .map(({ method, target, fields, body }) => {
    const written = ([name, text]: readonly [string, string]) => `${name}: ${text}\r\n`
    const head = `${method} ${target} HTTP/1.1\r\nHost: a\r\n${fields.map(written).join('')}`
    if (body === null) return `${head}\r\n`
    if (typeof body === 'string') return `${head}Content-Length: ${body.length}\r\n\r\n${body}`
    const [chunks, trailers] = body
    const sent = chunks.filter((chunk) => chunk !== '')
    const framed = sent.map((chunk) => `${chunk.length.toString(16)};x=y\r\n${chunk}\r\n`).join('')
    return `${head}Transfer-Encoding: chunked\r\n\r\n${framed}0\r\n${trailers.map(written).join('')}\r\n`
  })

it("reads pipelined requests as Node's own parser does", async () => {
  const requests = fc.array(request, { minLength: 1, maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(requests, fc.array(fc.nat(), { maxLength: 4 }), async (written, cuts) => {
      const bytes = Buffer.from(written.join(''), 'latin1')
      expect(readHere(bytes)).toEqual(await readByNode(bytes, written.length, cuts))
    }),
    { numRuns: 200 },
  )
})
