import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newPayload } from '../../src/renderer/payloads/payload-groups'
import { Engine } from '../../src/main/engine/engine'
import type { Caller } from '../../src/shared/contract/call'
import type { EngineCalls, EngineEvents } from '../../src/shared/contract/engine-contract'
import { connect } from '../../src/shared/contract/link'
import { createMemoryChannelPair } from '../../src/shared/contract/memory-channel'
import type { Payload } from '../../src/shared/payload/payload'
import { libraryFileFormats, parseLibrary } from '../../src/shared/payload/library/library-file'
import { libraryLimits, type SavedPayload } from '../../src/shared/payload/saved-payload'

type Session = Caller<EngineCalls, EngineEvents>

let folder: string
let engine: Engine
let session: Session

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sockwright-library-'))
  await start()
})

afterEach(async () => {
  await engine.stop()
  await rm(folder, { recursive: true, force: true })
})

async function start(): Promise<void> {
  engine = await Engine.start({ dataFolder: folder, workspace: { last: true } }, (problem) => {
    throw problem
  })
  session = openSession()
}

function openSession(): Session {
  const [mine, theirs] = createMemoryChannelPair()
  engine.openSession(theirs, { files: 'any' })
  return connect(mine)
}

const heartbeat: Payload = {
  form: 'text',
  text: 'beat {{seq}} é',
  lineEnding: 'crlf',
  encoding: 'gb18030',
  fields: [
    { field: 'length', as: 'u16be', digits: 0, counts: 'following', plus: 2, at: 'start' },
    { field: 'checksum', checksum: 'crc-16/modbus', order: 'le', as: 'binary', from: 0, to: null, at: 'end' },
  ],
}
const ping: Payload = { form: 'hex', hex: '50 49 {{random.hex(2)}}' }

async function payloads(): Promise<readonly SavedPayload[]> {
  return (await session.call('workspace.current', {})).payloads
}

async function names(): Promise<string[]> {
  return (await payloads()).map(({ name, folder: inside }) => (inside === '' ? name : `${inside}/${name}`))
}

async function add(...wanted: string[]): Promise<string[]> {
  const added = wanted.map((name) => ({ name, payload: ping }))
  return [...(await session.call('library.add', { payloads: added }))]
}

describe('the library of payloads', () => {
  it('keeps encoding, line ending, fields, variables, tags and keys in the workspace file', async () => {
    const given = {
      name: ' Beat ',
      folder: 'Gateway',
      tags: ['tcp', '心跳'],
      keys: 'Alt+1',
      payload: heartbeat,
    }
    const [id] = await session.call('library.add', { payloads: [given, { name: 'Ping', payload: ping }] })
    const { path } = await session.call('workspace.current', {})
    const file = JSON.parse(await readFile(path, 'utf8')) as { payloads: object[] }
    expect(file.payloads[0]).toMatchObject({ id, ...given, name: 'Beat' })
    expect(Object.keys(file.payloads[1]!)).toEqual(['id', 'name', 'payload'])
    const before = await payloads()
    await engine.stop()
    await start()
    expect(await payloads()).toEqual(before)
  })

  it('tells every window of each change', async () => {
    const told = new Promise<readonly SavedPayload[]>((resolve) => {
      openSession().on('workspace.changed', ({ workspace }) => resolve(workspace.payloads))
    })
    await add('Ping')
    expect((await told).map(({ name }) => name)).toEqual(['Ping'])
  })

  it('changes only what is given', async () => {
    const [id] = await session.call('library.add', {
      payloads: [{ name: 'Beat', folder: 'Gateway', tags: ['a'], keys: 'Alt+1', payload: heartbeat }],
    })
    await session.call('library.change', { payload: id!, name: 'Pulse', keys: null })
    expect(await payloads()).toEqual([
      { id, name: 'Pulse', folder: 'Gateway', tags: ['a'], keys: null, payload: heartbeat },
    ])
    await session.call('library.change', { payload: id!, content: ping })
    expect((await payloads())[0]!.payload).toEqual(ping)
  })

  it('orders payloads and puts them into folders', async () => {
    const [a, b, c] = await add('a', 'b', 'c')
    await session.call('library.move', { payloads: [c!], folder: '', before: a! })
    expect(await names()).toEqual(['c', 'a', 'b'])
    await session.call('library.move', { payloads: [c!, a!], folder: 'x' })
    expect(await names()).toEqual(['b', 'x/c', 'x/a'])
    await session.call('library.move', { payloads: [b!], folder: 'x', before: b! })
    expect(await names()).toEqual(['x/b', 'x/c', 'x/a'])
  })

  it('puts back in its place what was removed', async () => {
    const [, b, c] = await add('a', 'b', 'c')
    await session.call('library.remove', { payloads: [b!] })
    expect(await names()).toEqual(['a', 'c'])
    await session.call('library.add', { payloads: [{ name: 'b', payload: ping }], before: c! })
    expect(await names()).toEqual(['a', 'b', 'c'])
  })

  it('writes all payloads to a file, whose text makes them again', async () => {
    await session.call('library.add', {
      payloads: [{ name: 'Beat', folder: 'Gateway', tags: ['a'], keys: 'Alt+1', payload: heartbeat }],
    })
    const [beat] = (await payloads()) as [SavedPayload]
    for (const format of libraryFileFormats) {
      const path = join(folder, `all.${format}`)
      await session.call('library.export', { path, format })
      expect(parseLibrary(await readFile(path, 'utf8'))).toEqual([newPayload(beat)])
    }
    const path = join(folder, 'missing', 'all.json')
    await expect(session.call('library.export', { path, format: 'json' })).rejects.toMatchObject({
      code: 'E_LIBRARY_WRITE',
    })
  })

  it('refuses what does not fit whole and changes nothing', async () => {
    const [a] = await session.call('library.add', { payloads: [{ name: 'a', keys: 'Alt+1', payload: ping }] })
    const large: Payload = {
      form: 'text',
      text: 'x'.repeat(libraryLimits.characters + 1),
      lineEnding: 'none',
    }
    const refused = async (code: string, change: () => Promise<unknown>) =>
      expect(change()).rejects.toMatchObject({ code })
    await refused('E_LIBRARY_KEYS', () =>
      session.call('library.add', {
        payloads: [
          { name: 'b', payload: ping },
          { name: 'c', keys: 'Alt+1', payload: ping },
        ],
      }),
    )
    await refused('E_LIBRARY_LARGE', () => session.call('library.change', { payload: a!, content: large }))
    await refused('E_LIBRARY_FULL', () =>
      session.call('library.add', {
        payloads: Array.from({ length: libraryLimits.payloads }, () => ({ name: 'x', payload: ping })),
      }),
    )
    await refused('E_LIBRARY_PAYLOAD', () => session.call('library.remove', { payloads: [a!, 'gone'] }))
    await refused('E_LIBRARY_PAYLOAD', () => session.call('library.change', { payload: 'gone', name: 'x' }))
    expect(await names()).toEqual(['a'])
  })
})
