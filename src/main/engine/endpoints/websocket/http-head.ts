/** The longest head that is waited for, bytes. */
export const longestHead = 16_384

/** The first line and the headers of an HTTP/1.1 message (RFC 9112), and what came behind them. */
export interface HttpHead {
  /** As it came, in Latin-1, without the empty line at its end. */
  readonly text: string
  /** The words of the first line. */
  readonly first: readonly [string, string, string]
  /** By names in lower case; values of a repeated name are joined with commas. */
  readonly headers: ReadonlyMap<string, string>
  readonly rest: Buffer
}

const end = Buffer.from('\r\n\r\n')

/** Gathers a head out of the chunks of a stream. */
export class HeadReader {
  #bytes: Buffer = Buffer.alloc(0)

  /** What has come so far, at most {@link longestHead} bytes and a chunk. */
  get bytes(): Buffer {
    return this.#bytes
  }

  /** Takes a chunk. Returns the head once it is there, null before. `broken`: it is none, or longer than may be. */
  push(chunk: Buffer): HttpHead | 'broken' | null {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk])
    const at = this.#bytes.indexOf(end)
    if (at < 0) return this.#bytes.length > longestHead ? 'broken' : null
    if (at > longestHead) return 'broken'
    return parseHead(this.#bytes.toString('latin1', 0, at), this.#bytes.subarray(at + end.length)) ?? 'broken'
  }
}

function parseHead(text: string, rest: Buffer): HttpHead | null {
  const [line = '', ...lines] = text.split('\r\n')
  const first = /^(\S+) (\S+)(?: (.*))?$/.exec(line)
  if (!first) return null
  const headers = new Map<string, string>()
  for (const header of lines) {
    const match = /^([!#$%&'*+.^`|~\w-]+):[ \t]*(.*?)[ \t]*$/.exec(header)
    if (!match) return null
    const name = match[1]!.toLowerCase()
    const before = headers.get(name)
    headers.set(name, before === undefined ? match[2]! : `${before}, ${match[2]!}`)
  }
  return { text, first: [first[1]!, first[2]!, first[3] ?? ''], headers, rest }
}

/** Is `word` one of the words of a header that lists them, in any case? */
export function hasWord(header: string | undefined, word: string): boolean {
  return (header ?? '').split(',').some((one) => one.trim().toLowerCase() === word)
}
