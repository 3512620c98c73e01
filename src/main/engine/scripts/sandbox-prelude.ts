/**
 * What a script finds around it: JavaScript that runs in its sandbox before it. It gets the functions of
 * `sandbox-host.ts` and returns what tells the script of the endpoint. `src/shared/scripts/script-api.ts` describes it.
 */
export const sandboxPrelude = String.raw`
(host) => {
  'use strict'
  const peers = new Map()
  const timers = new Map()
  let lastTimer = 0
  let current = 0
  let handlers = {}

  const buffer = (what) => {
    if (what instanceof ArrayBuffer) return what
    if (ArrayBuffer.isView(what)) return what.buffer.slice(what.byteOffset, what.byteOffset + what.byteLength)
    if (Array.isArray(what)) return Uint8Array.from(what).buffer
    if (what instanceof Message) return buffer(what.bytes)
    throw new TypeError('text, bytes or a list of bytes is needed')
  }
  const encode = (text, encoding = '') => new Uint8Array(host.encode(String(text), String(encoding)))
  const bytesOf = (what) => (typeof what === 'string' ? encode(what) : new Uint8Array(buffer(what)))
  const decode = (what, encoding = '') => host.decode(bytesOf(what).buffer, String(encoding))

  class Message {
    constructor(bytes, whole) {
      this.bytes = bytes
      this.whole = whole
    }
    get length() {
      return this.bytes.length
    }
    get text() {
      return decode(this.bytes)
    }
    get hex() {
      return host.hex(this.bytes.buffer)
    }
  }

  class Timer {
    #number
    constructor(number) {
      this.#number = number
    }
    cancel() {
      if (timers.delete(this.#number)) host.stopTimer(this.#number)
    }
  }

  const begin = (ms, what, repeats, peer) => {
    if (typeof what !== 'function' && typeof what !== 'string')
      throw new TypeError('a timer needs a function, or a name for onTimer')
    const number = ++lastTimer
    host.startTimer(number, Number(ms), repeats)
    timers.set(number, { what, repeats, peer })
    return new Timer(number)
  }

  const endTimers = (peer) => {
    for (const [number, timer] of timers) {
      if (timer.peer !== peer) continue
      timers.delete(number)
      host.stopTimer(number)
    }
  }

  class Peer {
    state = {}
    constructor(number, remote, local) {
      this.number = number
      this.remote = remote
      this.local = local
    }
    get isOpen() {
      return peers.get(this.number) === this
    }
    send(...parts) {
      for (const part of parts) {
        if (typeof part === 'string') host.sendText(this.number, part)
        else host.send(this.number, buffer(part))
      }
    }
    halfClose() {
      host.end(this.number, 'half-close')
    }
    close() {
      endTimers(this)
      host.end(this.number, 'close')
    }
    reset() {
      endTimers(this)
      host.end(this.number, 'reset')
    }
    after(ms, what) {
      return begin(ms, what, false, this)
    }
    every(ms, what) {
      return begin(ms, what, true, this)
    }
  }

  const show = (what) => {
    if (typeof what === 'string') return what
    if (what instanceof Message) return what.text
    if (what instanceof Error) return String(what)
    if (what instanceof ArrayBuffer || ArrayBuffer.isView(what)) return host.hex(buffer(what))
    if (typeof what === 'object' && what !== null) {
      try {
        return JSON.stringify(what)
      } catch {
        return String(what)
      }
    }
    return String(what)
  }
  const logger =
    (level) =>
    (...what) =>
      host.log(current, level, what.map(show).join(' '))

  const uint = (value, size, order = 'be') => {
    let rest = BigInt(value)
    const bytes = Array.from({ length: size }, () => {
      const byte = Number(rest & 255n)
      rest >>= 8n
      return byte
    })
    return Uint8Array.from(order === 'le' ? bytes : bytes.reverse())
  }
  const readUint = (what, at, size, order = 'be') => {
    const bytes = Array.from(bytesOf(what).subarray(at, at + size))
    if (bytes.length < size) throw new RangeError('there are not ' + size + ' bytes at ' + at)
    if (order === 'le') bytes.reverse()
    const value = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
    return size <= 6 ? Number(value) : value
  }
  const join = (...parts) => {
    const all = parts.map((part) => (typeof part === 'number' ? Uint8Array.of(part) : bytesOf(part)))
    const joined = new Uint8Array(all.reduce((sum, one) => sum + one.length, 0))
    let at = 0
    for (const one of all) {
      joined.set(one, at)
      at += one.length
    }
    return joined
  }

  const endpoint = {
    ...host.endpoint(),
    state: {},
    get peers() {
      return [...peers.values()]
    },
    peer: (number) => peers.get(number),
    sendAll(...parts) {
      for (const peer of peers.values()) peer.send(...parts)
    },
  }

  Object.assign(globalThis, {
    endpoint,
    after: (ms, what) => begin(ms, what, false, null),
    every: (ms, what) => begin(ms, what, true, null),
    sleep: (ms) => new Promise((resolve) => begin(ms, resolve, false, null)),
    log: logger('log'),
    warn: logger('warn'),
    error: logger('error'),
    console: { log: logger('log'), info: logger('log'), warn: logger('warn'), error: logger('error') },
    bytes: join,
    encode,
    decode,
    hex: (what) => host.hex(bytesOf(what).buffer),
    fromHex: (text) => new Uint8Array(host.fromHex(String(text))),
    uint,
    readUint,
    checksum: (kind, what) => new Uint8Array(host.checksum(String(kind), bytesOf(what).buffer)),
  })

  /** A failure that comes later is told as one that comes at once. */
  const run = (peer, work) => {
    current = peer
    const result = work()
    if (typeof result?.then === 'function') result.then(undefined, (thrown) => host.rejected(peer, thrown))
  }

  return {
    opened(number, remote, local) {
      const peer = new Peer(number, JSON.parse(remote), JSON.parse(local))
      peers.set(number, peer)
      const handler = handlers.onOpen
      if (handler) run(number, () => handler(peer))
    },
    message(number, data, whole) {
      const peer = peers.get(number)
      const handler = handlers.onMessage
      if (peer && handler) run(number, () => handler(peer, new Message(new Uint8Array(data), whole)))
    },
    closed(number) {
      const peer = peers.get(number)
      if (!peer) return
      peers.delete(number)
      endTimers(peer)
      const handler = handlers.onClose
      if (handler) run(number, () => handler(peer))
    },
    timer(number) {
      const timer = timers.get(number)
      if (!timer) return
      if (!timer.repeats) timers.delete(number)
      const { what, peer } = timer
      const handler = typeof what === 'function' ? what : handlers.onTimer
      if (!handler) return
      const isNamed = typeof what === 'string'
      run(peer ? peer.number : 0, () => (isNamed ? handler(what, peer) : handler(peer)))
    },
    hears(found) {
      handlers = found
    },
  }
}
`

/** Found in a script once it has run, whether it declares functions or constants. */
export const handlerLookUp = `({
  onOpen: typeof onOpen === 'function' ? onOpen : null,
  onMessage: typeof onMessage === 'function' ? onMessage : null,
  onTimer: typeof onTimer === 'function' ? onTimer : null,
  onClose: typeof onClose === 'function' ? onClose : null,
})`
