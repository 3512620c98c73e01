import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { SequenceStatus } from '../../src/shared/contract/engine/run-calls'
import type { SequenceStep } from '../../src/shared/sequences/sequence'
import { parseSequences } from '../../src/shared/sequences/sequence-file'
import { engineUnderTest } from '../support/engine-under-test'

const served = engineUnderTest()
let made = 0

beforeEach(() => served.startServer({ framing: 'line' }))

/** A client that answers each line by what `answer` says. */
async function client(answer: (line: string) => string | null = () => null): Promise<Socket> {
  const socket = await served.client()
  return socket.on('data', (chunk: Buffer) => {
    for (const line of chunk.toString().split('\n').slice(0, -1)) {
      const answered = answer(line)
      if (answered !== null) socket.write(`${answered}\n`)
    }
  })
}

const send = (text: string): SequenceStep => ({
  do: 'send',
  payload: { form: 'text', text, lineEnding: 'lf' },
})
const expectText = (text: string, timeoutMs = 5_000): SequenceStep => ({
  do: 'expect',
  match: { by: 'exact', text },
  timeoutMs,
})

async function put(steps: readonly SequenceStep[], name = `Sequence ${++made}`): Promise<string> {
  const id = `s-${++made}`
  await served.session.call('sequence.put', { sequence: { id, name, steps: [...steps] } })
  return id
}

async function run(sequence: string, peer = 1): Promise<SequenceStatus> {
  const target = { to: 'peers' as const, peers: [peer] }
  const [started] = await served.session.call('sequence.start', {
    endpoint: served.endpoint,
    sequence,
    target,
  })
  return started!
}

async function statusOf(number: number): Promise<SequenceStatus> {
  const status = await served.session.call('runs.status', { run: number })
  if (status.kind !== 'sequence') throw new Error(`run ${number} is a ${status.kind}`)
  return status
}

async function ended({ run: number }: SequenceStatus): Promise<SequenceStatus> {
  await expect.poll(async () => (await statusOf(number)).end, { timeout: 10_000 }).not.toBeNull()
  return statusOf(number)
}

async function records(filter: string): Promise<readonly string[]> {
  const { capture } = served.engine.endpoints.get(served.endpoint).status().recording!
  const { view } = await served.session.call('view.open', { capture, filter })
  await expect
    .poll(
      async () => (await served.session.call('view.rows', { view, from: 0, count: 1, preview: 1 })).total,
      {
        timeout: 10_000,
      },
    )
    .toBeGreaterThan(0)
  const { rows } = await served.session.call('view.rows', { view, from: 0, count: 100, preview: 100 })
  return rows.map(({ event, data }) => event?.event ?? Buffer.from(data ?? []).toString())
}

describe('a sequence', () => {
  it('does its steps in their order, with variables from what it heard', async () => {
    const heard: string[] = []
    await client((line) => {
      heard.push(line)
      if (line === 'LOGIN') return 'token=8f21'
      return line === 'GET 8f21' ? 'OK' : null
    })
    const started = await run(
      await put([
        send('LOGIN'),
        { do: 'expect', match: { by: 'regex', pattern: 'token=(\\w+)', flags: '' }, timeoutMs: 5_000 },
        { do: 'set', variable: 'token', text: '{{match.1}}' },
        { do: 'wait', ms: 1 },
        send('GET {{token}}'),
        expectText('OK'),
        { do: 'close' },
      ]),
    )
    expect(started).toMatchObject({ kind: 'sequence', end: null })
    expect(await ended(started)).toMatchObject({ at: [6], done: 7, end: { by: 'itself' } })
    expect(heard).toEqual(['LOGIN', 'GET 8f21'])
    expect(await records('cause:sequence')).toEqual(['LOGIN\n', 'GET 8f21\n'])
    expect(await records('text:"all steps passed"')).toEqual(['sequence-ended'])
  })

  it('misses nothing that comes between two steps, and hears in the order received', async () => {
    const socket = await client((line) => (line === 'go' ? 'one\ntwo\nthree' : null))
    const started = await run(
      await put([
        send('go'),
        { do: 'wait', ms: 80 },
        expectText('one'),
        expectText('three'),
        expectText('four'),
      ]),
    )
    await expect.poll(async () => (await statusOf(started.run)).at).toEqual([4])
    socket.write('two\nfour\n')
    expect((await ended(started)).end).toEqual({ by: 'itself' })
  })

  it('loops so many times, until a message comes, and until a value is as wanted', async () => {
    let asked = 0
    await client((line) => {
      if (line === 'STATE') return `state=${++asked < 3 ? 'busy' : 'ready'}`
      return line === 'n4' ? 'enough' : null
    })
    const counted: SequenceStep = {
      do: 'loop',
      until: { is: 'message', match: { by: 'exact', text: 'enough' }, times: 50 },
      steps: [send('n{{seq}}'), { do: 'wait', ms: 20 }],
    }
    const polled: SequenceStep = {
      do: 'loop',
      until: { is: 'value', text: '{{state}}', match: { by: 'exact', text: 'ready' }, times: 10 },
      steps: [
        send('STATE'),
        {
          do: 'expect',
          match: { by: 'regex', pattern: 'state=(?P<state>\\w+)', flags: '' },
          timeoutMs: 5_000,
        },
        { do: 'set', variable: 'state', text: '{{match.state}}' },
      ],
    }
    const twice: SequenceStep = { do: 'loop', until: { is: 'times', times: 2 }, steps: [send('again')] }
    const status = await ended(await run(await put([polled, counted, twice])))
    expect(status.end).toEqual({ by: 'itself' })
    expect(asked).toBe(3)
    const sent = await records('cause:sequence')
    expect(sent.filter((text) => text === 'again\n')).toHaveLength(2)
    expect(sent.filter((text) => text.startsWith('n')).length).toBeGreaterThanOrEqual(4)
  })

  it('sends what the library holds, and files', async () => {
    const heard: string[] = []
    await client((line) => {
      heard.push(line)
      return null
    })
    const path = join(served.folder, 'data-1.txt')
    await writeFile(path, 'from a file\n')
    await served.session.call('library.add', {
      payloads: [{ name: 'Ping', payload: { form: 'hex', hex: '50 49 4e 47 0a' } }],
    })
    const file = {
      form: 'file',
      path: join(served.folder, 'data-{{peer.number}}.txt'),
      chunkBytes: 4,
      delayMs: 0,
    } as const
    const status = await ended(
      await run(
        await put([
          { do: 'send', payload: { form: 'saved', name: 'Ping' } },
          { do: 'send', payload: file },
        ]),
      ),
    )
    expect(status.end).toEqual({ by: 'itself' })
    await expect.poll(() => heard).toEqual(['PING', 'from a file'])
    expect(await records('cause:sequence')).toEqual(['PING\n', 'from', ' a f', 'ile\n'])
  })

  it.each([
    ['half-close', 'end'],
    ['close', 'end'],
    ['reset', 'ECONNRESET'],
  ] as const)('ends its connection by %s', async (how, seen) => {
    const socket = await client()
    socket.resume()
    const end = new Promise((resolve) => {
      socket
        .on('end', () => resolve('end'))
        .on('error', (error) => resolve((error as { code?: string }).code))
    })
    const started = await run(await put([{ do: how }]))
    expect((await ended(started)).end).toEqual({ by: 'itself' })
    expect(await end).toBe(seen)
  })

  it('pauses a peer that says more than it asks for, and reads on when it is over', async () => {
    const socket = await client()
    const waiting = await run(await put([{ do: 'wait', ms: 600_000 }, expectText('never')]))
    const bytes = 60_000_000
    socket.write(Buffer.alloc(bytes, `${'x'.repeat(99)}\n`))
    const received = () => served.engine.endpoints.get(served.endpoint).status().counters.receivedBytes
    await expect
      .poll(async () => {
        const before = received()
        await new Promise((resolve) => setTimeout(resolve, 100))
        return before > 8_000_000 && before === received()
      })
      .toBe(true)
    expect(received()).toBeLessThan(bytes / 2)
    await served.session.call('runs.stop', { run: waiting.run })
    await expect.poll(received, { timeout: 10_000 }).toBe(bytes)
  })

  it('runs on several peers at once, and is stopped by hand', async () => {
    await client()
    await client()
    const sequence = await put([expectText('never', 60_000)])
    const target = { to: 'peers' as const, peers: 'all' as const }
    const both = await served.session.call('sequence.start', { endpoint: served.endpoint, sequence, target })
    expect(both.map(({ target: to }) => to)).toEqual([1, 2].map((peer) => ({ to: 'peers', peers: [peer] })))
    const { totals } = await served.session.call('runs.list', { from: 0, count: 10 })
    expect(totals.running).toBe(2)
    await served.session.call('runs.stop', { run: both[0]!.run })
    expect((await statusOf(both[0]!.run)).end).toEqual({ by: 'person' })
    await served.session.call('endpoint.stop', { endpoint: served.endpoint })
    expect((await ended(both[1]!)).end).toEqual({ by: 'endpoint' })
  })
})

describe('a step that fails', () => {
  it.each<[string, readonly SequenceStep[], Record<string, unknown>]>([
    [
      'times out',
      [send('x'), expectText('y', 30)],
      { code: 'E_SEQUENCE_TIMEOUT', details: { step: '2', ms: 30 } },
    ],
    [
      'goes round in vain',
      [
        {
          do: 'loop',
          until: { is: 'value', text: 'a', match: { by: 'exact', text: 'b' }, times: 3 },
          steps: [{ do: 'set', variable: 'x', text: '1' }],
        },
      ],
      { code: 'E_SEQUENCE_ROUNDS', details: { step: '1', rounds: 3 } },
    ],
    [
      'is within a loop',
      [{ do: 'loop', until: { is: 'times', times: 2 }, steps: [send('x'), expectText('y', 10)] }],
      { code: 'E_SEQUENCE_TIMEOUT', details: { step: '1.2' } },
    ],
    [
      'has no value to send',
      [
        { do: 'loop', until: { is: 'times', times: 1 }, steps: [send('{{late}}')] },
        { do: 'set', variable: 'late', text: '1' },
      ],
      { code: 'E_SEQUENCE_STEP', details: { step: '1.1' } },
    ],
    [
      'lacks its file',
      [{ do: 'send', payload: { form: 'file', path: '/nothing/there', chunkBytes: 1, delayMs: 0 } }],
      { code: 'E_SEQUENCE_STEP', details: { step: '1' } },
    ],
    [
      'comes behind the close',
      [{ do: 'close' }, { do: 'wait', ms: 50 }, send('x')],
      { code: 'E_SEQUENCE_PEER' },
    ],
  ])('%s: it is named, and ends the sequence', async (_, steps, failure) => {
    await client()
    const { end } = await ended(await run(await put(steps)))
    expect(end).toMatchObject({ by: 'failure', failure })
    expect(await records('text:"sequence"')).toContain('sequence-ended')
  })

  it('says that its peer left, at once', async () => {
    const socket = await client()
    const started = await run(await put([expectText('never', 60_000)]))
    await expect.poll(async () => (await statusOf(started.run)).at).toEqual([0])
    socket.destroy()
    expect((await ended(started)).end).toMatchObject({
      by: 'failure',
      failure: { code: 'E_SEQUENCE_PEER', details: { step: '1', peer: 1 } },
    })
  })

  it('is refused before anything is done where it can never work', async () => {
    await client()
    await expect(run(await put([send('\\q')]))).rejects.toMatchObject({ code: 'E_SEQUENCE_STEP' })
    await expect(run(await put([]))).rejects.toMatchObject({ code: 'E_SEQUENCE_EMPTY' })
    await expect(run('s-nothing')).rejects.toMatchObject({ code: 'E_SEQUENCE_UNKNOWN' })
    const beforeAny = await put([send('{{match.1}}'), expectText('x')])
    await expect(run(beforeAny)).rejects.toMatchObject({
      code: 'E_SEQUENCE_STEP',
      details: { step: '1', failure: { code: 'E_VARIABLE_PLACE' } },
    })
    const beyond = await put([expectText('x'), send('{{match.0}} {{match.1}}')])
    await expect(run(beyond)).rejects.toMatchObject({
      code: 'E_SEQUENCE_STEP',
      details: { step: '2', failure: { code: 'E_VARIABLE_GROUP' } },
    })
    const lacking = put([{ do: 'send', payload: { form: 'saved', name: 'Nothing' } }])
    await expect(run(await lacking)).rejects.toMatchObject({ code: 'E_SEQUENCE_STEP' })
    await expect(put([], 'Twice').then(() => put([], 'Twice'))).rejects.toMatchObject({
      code: 'E_SEQUENCE_NAME',
    })
  })
})

describe('a loop without end', () => {
  it('holds nothing up and can be stopped', async () => {
    await client()
    const spin: SequenceStep = {
      do: 'loop',
      until: { is: 'times', times: 1_000_000_000 },
      steps: [{ do: 'set', variable: 'x', text: '{{now(ms)}}' }],
    }
    const started = await run(await put([spin]))
    await expect.poll(async () => (await statusOf(started.run)).done).toBeGreaterThan(10)
    await served.session.call('runs.stop', { run: started.run })
    expect((await statusOf(started.run)).end).toEqual({ by: 'person' })
  })
})

describe('a rule', () => {
  it('runs a sequence on its connection, which hears what comes behind the message', async () => {
    await put(
      [{ do: 'set', variable: 'name', text: '{{match.1}}' }, expectText('more'), send('hello {{name}}')],
      'Greet',
    )
    const rules = {
      which: 'first' as const,
      rules: [
        {
          id: 'r1',
          name: 'Begin',
          trigger: { when: 'message' as const, match: { by: 'regex' as const, pattern: '^I am (\\w+)$' } },
          actions: [{ do: 'sequence' as const, sequence: 'Greet' }],
        },
      ],
    }
    await served.session.call('endpoint.update', { endpoint: served.endpoint, rules })
    const heard: string[] = []
    const socket = await client((line) => {
      heard.push(line)
      return null
    })
    socket.write('I am Ann\nmore\n')
    await expect.poll(() => heard).toEqual(['hello Ann'])
    const [ran] = (await served.session.call('runs.list', { from: 0, count: 1, endpoint: served.endpoint }))
      .rows
    expect(ran).toMatchObject({ kind: 'sequence', name: 'Greet', end: { by: 'itself' } })
  })

  it('that names no sequence says so in the log', async () => {
    const rules = {
      rules: [
        {
          id: 'r1',
          name: 'Begin',
          trigger: { when: 'opened' as const },
          actions: [{ do: 'sequence' as const, sequence: 'Nothing' }],
        },
      ],
    }
    await served.session.call('endpoint.update', { endpoint: served.endpoint, rules })
    await client()
    expect(await records('text:E_SEQUENCE_UNKNOWN or text:"no sequence"')).toEqual(['answer-failed'])
  })
})

describe('sequences of a workspace', () => {
  it('are kept in its file, exported and read again', async () => {
    const steps = [send('x'), expectText('y')]
    await put(steps, 'Kept')
    const { path } = await served.session.call('workspace.current', {})
    expect(await readFile(path, 'utf8')).toContain('"Kept"')
    const file = join(served.folder, 'out.json')
    await served.session.call('sequence.export', { path: file })
    expect(parseSequences(await readFile(file, 'utf8'))).toEqual([{ name: 'Kept', steps }])
  })

  it('wait for consent where it is from elsewhere', async () => {
    const sequences = [{ id: 's-1', name: 'Foreign', steps: [{ do: 'close' }] }]
    const options = { address: '127.0.0.1', port: 0 }
    const text = JSON.stringify({
      format: 'sockwright-workspace',
      version: 1,
      endpoints: [{ id: 'e-1', name: 'Server', kind: 'tcp-server', options }],
      sequences,
      layout: null,
    })
    const path = join(served.folder, 'foreign.sockwright.json')
    await writeFile(path, text)
    const workspace = await served.session.call('workspace.open', { path })
    expect(workspace.waiting).toMatchObject({ sequences: ['Foreign'] })
    served.endpoint = 'e-1'
    await served.start()
    const socket = await client()
    await expect(run('s-1')).rejects.toMatchObject({ code: 'E_SEQUENCE_CONSENT' })
    await served.session.call('workspace.consent', { workspace: workspace.id })
    await run('s-1')
    await once(socket, 'end')
  })
})
