import { afterEach, describe, expect, it } from 'vitest'
import type { Failure } from '../../src/shared/contract/errors'
import type { EndpointOptions } from '../../src/shared/endpoints/endpoint-config'
import { EndpointUnderTest } from '../support/endpoint-under-test'
import { RawPeer } from '../support/raw-peer'

const open: { endpoint: { stop(): Promise<void> } }[] = []
const opened: { close(): unknown }[] = []

async function server(
  source: string,
  options: Partial<EndpointOptions<'tcp-server'>> = {},
): Promise<EndpointUnderTest<'tcp-server'>> {
  const made = new EndpointUnderTest('tcp-server', { framing: 'line', ...options })
  open.push(made)
  made.setScript(source)
  await made.endpoint.start()
  return made
}

async function client(made: EndpointUnderTest<'tcp-server'>): Promise<RawPeer> {
  const peer = await RawPeer.connectTo(made.local.port)
  opened.push({ close: () => peer.socket.destroy() })
  return peer
}

async function says(made: EndpointUnderTest<'tcp-server'>, text: string, answer: string): Promise<void> {
  const peer = await client(made)
  peer.socket.write(text)
  expect(String(await peer.has(answer.length))).toBe(answer)
}

/** The failure that ends a script whose first message is `x`. */
async function endOf(body: string): Promise<{ made: EndpointUnderTest<'tcp-server'>; failure: Failure }> {
  const made = await server(`function onMessage(peer, message) {\n${body}\n}`, { echo: true })
  await says(made, 'x\n', 'x\n')
  const { failure } = await made.untilScript('stopped')
  return { made, failure }
}

afterEach(async () => {
  for (const one of opened.splice(0)) one.close()
  await Promise.all(open.splice(0).map(({ endpoint }) => endpoint.stop()))
})

describe('a script', () => {
  it('answers messages, and its name is the cause of what it sends', async () => {
    const made = await server('function onMessage(peer, message) { peer.send(message.text.toUpperCase()) }')
    await says(made, 'hello\n', 'HELLO\n')
    const sent = made.recorder.records.find(({ direction }) => direction === 'out')
    expect(sent?.cause).toBe('script:test')
  })

  it('may be written with types, and tells places as they are in its text', async () => {
    const made = await server(
      [
        'interface Count { seen: number }',
        'const counts = new Map<number, Count>()',
        'function onMessage(peer: Peer, message: Message): void {',
        '  const count = counts.get(peer.number) ?? ({ seen: 0 } as Count)',
        '  counts.set(peer.number, { seen: ++count.seen })',
        '  peer.send(`${counts.get(peer.number)!.seen}\\n`)',
        '  const none: Count | undefined = undefined; none!.seen',
        '}',
      ].join('\n'),
    )
    await says(made, 'x\ny\n', '1\n2\n')
    const [told] = made.recorder.events('script-failed')
    expect(told).toMatchObject({ failure: { code: 'E_SCRIPT_THROWN', details: { line: 7 } } })
  })

  it('keeps state for each peer and for the endpoint', async () => {
    const made = await server(`
      endpoint.state.total = 0
      const onOpen = (peer) => { peer.state.count = 0 }
      const onMessage = (peer) => {
        peer.send(++peer.state.count + ' of ' + ++endpoint.state.total + '\\n')
      }`)
    await says(made, 'a\nb\n', '1 of 1\n2 of 2\n')
    await says(made, 'c\n', '1 of 3\n')
  })

  it('hears 10,000 messages in order, and close comes last', async () => {
    const made = await server(`
      let next = 0
      function onMessage(peer, message) {
        if (Number(message.text) !== next++) throw new Error('out of order')
        if (next === 10000) peer.send('all')
      }
      function onClose(peer) { log('closed after ' + next) }`)
    const peer = await client(made)
    peer.socket.write(Array.from({ length: 10_000 }, (_, number) => `${number}\n`).join(''))
    expect(String(await peer.has(3))).toBe('all')
    peer.socket.end()
    expect(await made.untilLines(1)).toEqual(['closed after 10000'])
  })

  it('is told of messages that came before it could run', async () => {
    const made = new EndpointUnderTest('tcp-server', { framing: 'line' })
    open.push(made)
    await made.endpoint.start()
    const peer = await client(made)
    made.setScript(`function onOpen(peer) { peer.send('hello ' + peer.number) }`)
    expect(String(await peer.has(7))).toBe('hello 1')
  })

  it('has timers: functions, and names for onTimer; those of a peer end with it', async () => {
    const made = await server(`
      function onOpen(peer) {
        peer.every(1, () => { peer.state.n = (peer.state.n ?? 0) + 1; if (peer.state.n === 3) peer.close() })
        after(1, 'once')
      }
      function onTimer(name) { log(name) }
      function onClose(peer) { log('gone after', peer.state.n) }`)
    await client(made)
    const lines = await made.untilLines(2)
    expect([...lines].sort()).toEqual(['gone after 3', 'once'])
  })

  it('helps with bytes, hex, checksums and encodings', async () => {
    const made = await server(`
      log(hex(bytes(1, 'AB', [2, 3], uint(300, 2))))
      log(hex(checksum('crc-16/modbus', '123456789')), hex(encode('你好', 'gbk')))
      log(decode(fromHex('c4e3 bac3'), 'gbk'), readUint(fromHex('010203'), 1, 2, 'le'))
      try { checksum('crc-99', '') } catch (failure) { warn(String(failure).slice(0, 30)) }`)
    expect(await made.untilLines(4)).toEqual([
      '01414202 03012c'.replace(' ', ''),
      '4b37 c4e3bac3',
      '你好 770',
      'RangeError: a checksum is one ',
    ])
  })

  it('may be asynchronous; what fails in it is told', async () => {
    const made = await server(`
      async function onMessage(peer, message) {
        await sleep(1)
        peer.send('later\\n')
        throw new Error('after that')
      }`)
    await says(made, 'x\n', 'later\n')
    const [line] = await made.untilLines(1)
    expect(line).toContain('line 5, column')
    expect(line).toContain('after that')
    expect(made.endpoint.scriptConsole.state.is).toBe('running')
  })

  it('acts behind the rules, on the same message', async () => {
    const made = await server(`function onMessage(peer) { peer.send('script\\n') }`, { reply: 'rule\\n' })
    await says(made, 'x\n', 'rule\nscript\n')
  })

  it('works on datagrams', async () => {
    const made = new EndpointUnderTest('udp', {})
    const other = new EndpointUnderTest('udp', {})
    open.push(made, other)
    made.setScript('function onMessage(peer, message) { peer.send(message.text + "!") }')
    await made.endpoint.start()
    await other.endpoint.start()
    const { address: host, port } = made.local
    await other.endpoint.send({ to: 'address', host, port }, Buffer.from('ping'))
    await other.recorder.until(() => other.recorder.records.some(({ direction }) => direction === 'in'))
    expect(made.recorder.records.find(({ direction }) => direction === 'out')?.cause).toBe('script:test')
  })

  it('goes on after a call that threw, and says where', async () => {
    const made = await server(`
      function onMessage(peer, message) {
        if (message.text === 'bad\\n') message.nothing.there
        peer.send('ok\\n')
      }`)
    await says(made, 'bad\ngood\n', 'ok\n')
    const [told] = made.recorder.events('script-failed')
    expect(told).toMatchObject({ failure: { code: 'E_SCRIPT_THROWN', details: { line: 3 } } })
  })

  it('keeps its state when rules are changed, and starts anew when it is', async () => {
    const source = 'let n = 0\nfunction onMessage(peer) { peer.send(++n + "\\n") }'
    const made = await server(source)
    const peer = await client(made)
    peer.socket.write('x\n')
    await peer.has(2)
    made.set({ reply: 'r\\n' })
    peer.socket.write('x\n')
    expect(String(await peer.has(6))).toBe('1\nr\n2\n')
    made.setScript(`${source}\n// changed`)
    await made.untilScript('running')
    peer.socket.write('x\n')
    expect(String(await peer.has(10))).toBe('1\nr\n2\nr\n1\n')
  })
})

describe('a script that goes wrong', () => {
  it('in its text: says line and column, and the endpoint runs', async () => {
    const made = await server('let fine = 1\n  let = ;', { echo: true })
    await says(made, 'x\n', 'x\n')
    const { failure } = await made.untilScript('stopped')
    expect(failure).toMatchObject({ code: 'E_SCRIPT_SYNTAX', details: { line: 2 } })
    expect(failure.message).toContain('line 2, column 9')
  })

  it('for what is more than a type', async () => {
    const made = await server('let fine = 1\n  enum Colour { Red }', { echo: true })
    await says(made, 'x\n', 'x\n')
    const { failure } = await made.untilScript('stopped')
    expect(failure).toMatchObject({ code: 'E_SCRIPT_TYPES', details: { line: 2, column: 3, word: 'enum' } })
  })

  it('at its start', async () => {
    const made = await server('log("begins")\nnothing.here()')
    const { failure } = await made.untilScript('stopped')
    expect(failure).toMatchObject({ code: 'E_SCRIPT_START', details: { line: 2, column: 1 } })
    expect(failure.details['reason']).toContain("'nothing' is not defined")
  })

  it('with an endless loop is stopped while the endpoint answers', async () => {
    const { made, failure } = await endOf('let n = 0\nwhile (true) { n++ }')
    expect(failure).toMatchObject({ code: 'E_SCRIPT_DEADLINE', details: { line: 3, column: 1 } })
    await says(made, 'still here\n', 'still here\n')
  })

  it('with an endless chain of promises is stopped', async () => {
    const { failure } = await endOf('void (async () => { for (;;) await null })()')
    expect(failure.code).toBe('E_SCRIPT_DEADLINE')
  })

  it('with a catastrophic pattern is stopped', async () => {
    const { failure } = await endOf(`/^(a+)+$/.test('a'.repeat(50) + 'b')`)
    expect(failure).toMatchObject({ code: 'E_SCRIPT_DEADLINE', details: { line: 2 } })
  })

  // A search inside QuickJS asks for no deadline, so that only the thread's silence tells.
  it('with one call of the language that does not come back is stopped while the endpoint answers', async () => {
    const { made, failure } = await endOf(`'a'.repeat(8e6).indexOf('a'.repeat(4e6) + 'b')`)
    expect(failure.code).toBe('E_SCRIPT_HUNG')
    expect(await made.untilLines(1)).toEqual([failure.message])
    expect(made.recorder.events('script-failed')[0]?.failure.code).toBe('E_SCRIPT_HUNG')
    await says(made, 'still here\n', 'still here\n')
  })

  it.each([
    ['large buffers', 'const all = []\nfor (;;) all.push(new Uint8Array(1e6))'],
    ['small objects', 'globalThis.all = []\nfor (;;) globalThis.all.push({ a: [1, 2, 3] })'],
    ['a list', 'let list = [1]\nfor (;;) list = list.concat(list)'],
  ])('that takes all memory (%s) is stopped', async (_, body) => {
    const { made, failure } = await endOf(body)
    expect(['E_SCRIPT_MEMORY', 'E_SCRIPT_DEADLINE']).toContain(failure.code)
    expect(process.memoryUsage().rss).toBeLessThan(1_500_000_000)
    await says(made, 'still here\n', 'still here\n')
  })

  it('recurses too deeply: the call fails, the script goes on', async () => {
    const made = await server(`
      const deeper = (n) => deeper(n + 1) + 1
      function onMessage(peer, message) {
        if (message.text === 'deep\\n') deeper(0)
        peer.send('ok\\n')
      }`)
    await says(made, 'deep\nx\n', 'ok\n')
    const [line] = await made.untilLines(1)
    expect(line).toContain('stack overflow')
  })

  it('sends without end: one call may send 8 MB', async () => {
    const made = await server(`
      function onMessage(peer, message) {
        for (;;) peer.send('x'.repeat(100000))
      }`)
    const peer = await client(made)
    peer.socket.write('x\n')
    const [line] = await made.untilLines(1)
    expect(line).toContain('8388608 bytes')
    expect((await peer.has(8_300_000)).length).toBe(8_300_000)
  })

  it('logs without end: a thousand lines a second are kept, the rest is counted', async () => {
    const made = await server('for (let n = 0; n < 5000; n++) log(n)\nevery(100, () => {})')
    const logged = () => made.recorder.events('script-logged')
    await made.recorder.until(() => logged().some(({ text }) => text.includes('more lines were left out')))
    // The loop may have gone on over the end of a second.
    expect(logged().length).toBeLessThan(3_100)
  })

  it('is stopped with its endpoint while it works', async () => {
    const made = await server(`function onMessage(peer) { log('begins'); const end = Date.now() + 900
      while (Date.now() < end) {} }`)
    const peer = await client(made)
    peer.socket.write('x\n'.repeat(50))
    await made.untilScript('running')
    await made.endpoint.stop()
    const [failed, stopped] = made.recorder.eventNames(0).slice(-2)
    expect([failed, stopped]).toEqual(['script-failed', 'stopped'])
    expect(made.recorder.events('script-failed').at(-1)?.failure.code).toBe('E_SCRIPT_UNFINISHED')
    const { failure } = await made.untilScript('stopped')
    expect(await made.untilLines(2)).toContain(failure.message)
  })

  it('cannot reach what is outside of its sandbox', async () => {
    const made = await server(
      `log([typeof require, typeof process, typeof fetch, typeof WebAssembly, typeof Worker].join())`,
    )
    expect(await made.untilLines(1)).toEqual(['undefined,undefined,undefined,undefined,undefined'])
  })
})
