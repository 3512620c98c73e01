import { SockwrightError } from '../../../../shared/contract/errors'
import type { ErrorCode } from '../../../../shared/contract/error-catalogue/error-catalogue'
import type { FrameKind } from '../../../../shared/payload/payload-frame'
import { PerMessageDeflate, Receiver, type Deflate } from './frame-library'
import { unfinishedOf, type Unfinished } from './unfinished-frames'

/** Who is told what frames say. Bytes are the listener's to keep. */
export interface FrameListener {
  data(bytes: Buffer, kind: FrameKind): void
  control(bytes: Buffer, kind: 'ping' | 'pong'): void
  /** A close came; `code` is null where it has none. Nothing comes after it. */
  closing(code: number | null, reason: Buffer): void
  /** The frames break the rules; `code` is what a close says of it. Nothing comes after it. */
  violated(failure: SockwrightError, code: number): void
  /** Inflating what was read takes its time: no more of it for now, or go on. */
  busy(isBusy: boolean): void
}

/** So many bytes may wait for messages before them to be inflated. */
const mostWaiting = 262_144

/** Makes messages of the bytes of a peer: unmasked, joined, inflated, checked. */
export class FrameReader {
  readonly #receiver: Receiver
  #isOver = false
  #isBusy = false
  /** Chunks of which not everything has been told. */
  #reading = 0
  #whenIdle: (() => void)[] = []

  constructor(
    isServer: boolean,
    private readonly messageLimit: number,
    deflate: Deflate | null,
    private readonly listener: FrameListener,
  ) {
    this.#receiver = new Receiver({
      isServer,
      maxPayload: messageLimit,
      maxFragments: 131_072,
      maxBufferedChunks: 1_048_576,
      extensions: deflate ? { [PerMessageDeflate.extensionName]: deflate } : {},
    })
    this.#listen()
  }

  /** Takes bytes, and keeps and changes them. */
  push(chunk: Buffer): void {
    if (this.#isOver) return
    this.#reading += 1
    this.#receiver.write(chunk, this.#read)
    if (this.#receiver.writableLength < mostWaiting || this.#isBusy) return
    this.#isBusy = true
    this.listener.busy(true)
  }

  /** Calls `done` when all that was taken has been told: inflating takes a moment. At once where nothing is left. */
  whenIdle(done: () => void): void {
    if (this.#reading === 0 || this.#isOver) done()
    else this.#whenIdle.push(done)
  }

  readonly #read = (): void => {
    this.#reading -= 1
    if (this.#reading === 0) this.#tellIdle()
  }

  #tellIdle(): void {
    for (const done of this.#whenIdle.splice(0)) done()
  }

  /** What has come of messages that are not whole. */
  get unfinished(): Unfinished {
    return unfinishedOf(this.#receiver)
  }

  /** Nothing more is told. */
  end(): void {
    this.#isOver = true
    this.#tellIdle()
  }

  #listen(): void {
    const { listener } = this
    this.#receiver
      .on('message', (data, isBinary) => {
        if (!this.#isOver) listener.data(data, isBinary ? 'binary' : 'text')
      })
      .on('ping', (data) => {
        if (!this.#isOver) listener.control(data, 'ping')
      })
      .on('pong', (data) => {
        if (!this.#isOver) listener.control(data, 'pong')
      })
      .on('conclude', (code, reason) => {
        if (this.#isOver) return
        this.#isOver = true
        listener.closing(code === 1_005 ? null : code, reason)
        this.#tellIdle()
      })
      .on('drain', () => {
        if (!this.#isBusy) return
        this.#isBusy = false
        listener.busy(false)
      })
      .on('error', (error) => {
        if (this.#isOver) return
        this.#isOver = true
        const [code, failure] = violation(error, this.messageLimit)
        listener.violated(failure, code)
        this.#tellIdle()
      })
  }
}

/** What the library calls it, the code of the close that answers it, and what we call it. */
const violations: Readonly<Record<string, readonly [number, ErrorCode]>> = {
  WS_ERR_INVALID_UTF8: [1_007, 'E_WS_UTF8'],
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: [1_009, 'E_WS_TOO_LARGE'],
  WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: [1_009, 'E_WS_TOO_LARGE'],
  WS_ERR_TOO_MANY_BUFFERED_PARTS: [1_008, 'E_WS_FRAME'],
}

function violation(
  error: Error & { readonly code?: string },
  limit: number,
): readonly [number, SockwrightError] {
  const { code = '', message } = error
  const usual = code.startsWith('Z_') ? ([1_007, 'E_WS_DEFLATE'] as const) : ([1_002, 'E_WS_FRAME'] as const)
  const [closeCode, name] = violations[code] ?? usual
  const reason = message.replace('Invalid WebSocket frame: ', '')
  return [closeCode, new SockwrightError(name, { limit, reason, close: closeCode }, { cause: error })]
}
