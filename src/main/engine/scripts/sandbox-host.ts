import * as v from 'valibot'
import type { QuickJSContext, QuickJSHandle } from 'quickjs-emscripten-core'
import { checksumOf } from '../../../shared/checksum/checksum'
import { checksums } from '../../../shared/checksum/checksums'
import { asUtf8 } from '../../../shared/encoding/as-utf8'
import { encodeText } from '../../../shared/encoding/encode-text'
import { TextEncodingSchema, type TextEncoding } from '../../../shared/encoding/text-encoding'
import { mostScriptOutput, mostScriptTimers } from '../../../shared/scripts/endpoint-script'
import type { ScriptLogLevel, ScriptTask } from './script-protocol'

/** What a script makes happen outside of its sandbox. */
export interface SandboxEffects {
  send(peer: number, bytes: Uint8Array, isText: boolean): void
  end(peer: number, how: 'half-close' | 'close' | 'reset'): void
  log(peer: number, level: ScriptLogLevel, text: string): void
  /** Calls {@link Sandbox.timer} with its number after `ms`, again and again if it repeats. */
  startTimer(timer: number, ms: number, repeats: boolean): void
  stopTimer(timer: number): void
  /** Something failed that nobody waits for; `thrown` is as dumped. */
  rejected(peer: number, thrown: unknown): void
}

/** A day. */
const longestTimer = 86_400_000
/** Characters of one line of a log. */
const longestLine = 4_000

/** The functions that the sandbox's prelude is given. What they throw is thrown in the script. */
export class SandboxHost {
  /** Bytes that the call at work has sent. */
  #output = 0
  readonly #timers = new Set<number>()

  constructor(
    private readonly context: QuickJSContext,
    private readonly task: ScriptTask,
    private readonly effects: SandboxEffects,
  ) {}

  /** A call begins. */
  begins(): void {
    this.#output = 0
  }

  /** A timer that does not repeat has run. */
  timerEnded(timer: number): void {
    this.#timers.delete(timer)
  }

  /** An object of the sandbox with all of them; whoever gets it disposes of it. */
  functions(): QuickJSHandle {
    const { context } = this
    const object = context.newObject()
    for (const [name, work] of Object.entries(this.#table())) {
      context.newFunction(name, work).consume((handle) => context.setProp(object, name, handle))
    }
    return object
  }

  #table(): Readonly<Record<string, (...given: QuickJSHandle[]) => QuickJSHandle | undefined>> {
    const { context, effects } = this
    const number = (handle: QuickJSHandle) => context.getNumber(handle)
    const text = (handle: QuickJSHandle) => context.getString(handle)
    return {
      endpoint: () => this.#facts(),
      send: (peer, data) => this.#send(number(peer!), this.#bytes(data!), false),
      sendText: (peer, words) =>
        this.#send(number(peer!), encodeText(text(words!), this.task.encoding), true),
      end: (peer, how) => this.#end(number(peer!), text(how!)),
      log: (peer, level, words) =>
        void effects.log(number(peer!), text(level!) as ScriptLogLevel, text(words!).slice(0, longestLine)),
      startTimer: (timer, ms, repeats) =>
        this.#startTimer(number(timer!), number(ms!), context.dump(repeats!) === true),
      stopTimer: (timer) => this.#stopTimer(number(timer!)),
      rejected: (peer, thrown) => void effects.rejected(number(peer!), context.dump(thrown!)),
      encode: (words, encoding) => this.#buffer(encodeText(text(words!), this.#encoding(text(encoding!)))),
      decode: (data, encoding) =>
        context.newString(decoded(this.#bytes(data!), this.#encoding(text(encoding!)))),
      hex: (data) => context.newString(Buffer.from(this.#bytes(data!)).toString('hex')),
      fromHex: (words) => this.#buffer(hexBytes(text(words!))),
      checksum: (kind, data) => this.#buffer(checksumOf(checksumCalled(text(kind!)), this.#bytes(data!))),
    }
  }

  #facts(): QuickJSHandle {
    const { context } = this
    const { name, kind } = this.task.endpoint
    const facts = context.newObject()
    context.newString(name).consume((handle) => context.setProp(facts, 'name', handle))
    context.newString(kind).consume((handle) => context.setProp(facts, 'kind', handle))
    return facts
  }

  #send(peer: number, bytes: Uint8Array, isText: boolean): undefined {
    this.#output += bytes.length
    if (this.#output > mostScriptOutput)
      throw new RangeError(`one call may send ${mostScriptOutput} bytes; use timers for more`)
    if (bytes.length > 0) this.effects.send(peer, bytes, isText)
  }

  #end(peer: number, how: string): undefined {
    if (how === 'half-close' || how === 'close' || how === 'reset') this.effects.end(peer, how)
  }

  #startTimer(timer: number, ms: number, repeats: boolean): undefined {
    if (!(ms >= 0 && ms <= longestTimer))
      throw new RangeError(`a timer waits 0 to ${longestTimer} ms, not ${ms}`)
    if (this.#timers.size >= mostScriptTimers)
      throw new RangeError(`there are ${mostScriptTimers} timers already`)
    this.#timers.add(timer)
    this.effects.startTimer(timer, ms, repeats)
  }

  #stopTimer(timer: number): undefined {
    this.#timers.delete(timer)
    this.effects.stopTimer(timer)
  }

  #encoding(name: string): TextEncoding {
    if (name === '') return this.task.encoding
    const known = v.safeParse(TextEncodingSchema, name)
    if (!known.success) throw new RangeError(known.issues[0].message)
    return known.output
  }

  /** A copy: what the sandbox has in its memory may move. */
  #bytes(handle: QuickJSHandle): Uint8Array<ArrayBuffer> {
    return this.context.getArrayBuffer(handle).consume(({ value }) => Uint8Array.from(value))
  }

  #buffer(bytes: Uint8Array): QuickJSHandle {
    return this.context.newArrayBuffer(Uint8Array.from(bytes).buffer)
  }
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/** What is no character becomes U+FFFD. */
function decoded(bytes: Uint8Array, encoding: TextEncoding): string {
  return utf8.decode(asUtf8(bytes, encoding).bytes)
}

function hexBytes(text: string): Uint8Array {
  const digits = text.replace(/\s|0x/gi, '')
  if (digits.length % 2 !== 0 || !/^[\da-f]*$/i.test(digits))
    throw new RangeError('hex needs pairs of the digits 0 to f')
  return Buffer.from(digits, 'hex')
}

function checksumCalled(kind: string) {
  const found = checksums.find(({ id }) => id === kind)
  if (!found) throw new RangeError(`a checksum is one of ${checksums.map(({ id }) => id).join(', ')}`)
  return found
}
