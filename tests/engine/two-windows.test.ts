import { createServer } from 'node:net'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Caller } from '../../src/shared/contract/call'
import type { EngineCalls, EngineEvents } from '../../src/shared/contract/engine-contract'
import { engineUnderTest } from '../support/engine-under-test'

const made = engineUnderTest()
let one: Caller<EngineCalls, EngineEvents>
let other: Caller<EngineCalls, EngineEvents>

beforeEach(() => {
  one = made.session
  other = made.openSession({ files: 'any' })
})

function create(options: Readonly<Record<string, unknown>> = {}) {
  return one.call('endpoint.create', { kind: 'tcp-server', name: 'Server', options })
}

/** A port that is free until somebody binds it. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Binds the port, which fails as long as an endpoint listens on it. */
async function bind(port: number): Promise<void> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  await new Promise((resolve) => server.close(resolve))
}

async function configs() {
  return (await one.call('workspace.current', {})).endpoints
}

describe('two windows on one engine', () => {
  it('leave no socket behind when one starts what the other deletes', async () => {
    const port = await freePort()
    const { id: endpoint } = await create({ address: '127.0.0.1', port })
    const deleted = one.call('endpoint.delete', { endpoint })
    await Promise.allSettled([other.call('endpoint.start', { endpoint })])
    await deleted
    await bind(port)
  })

  it('leave no socket behind when one starts what the other leaves for another workspace', async () => {
    const port = await freePort()
    const { id: endpoint } = await create({ address: '127.0.0.1', port })
    let opening = true
    const opened = one
      .call('workspace.open', { path: join(made.folder, 'next.sockwright.json'), create: true })
      .finally(() => (opening = false))
    // At every moment of the way, not only at its beginning.
    while (opening) {
      await Promise.allSettled([other.call('endpoint.start', { endpoint })])
      await setImmediate()
    }
    await opened
    await bind(port)
  })

  it('keep both changes when both change one endpoint at the same time', async () => {
    const { id: endpoint } = await create()
    await Promise.all([
      one.call('endpoint.update', { endpoint, name: 'Renamed' }),
      other.call('endpoint.update', { endpoint, options: { backlog: 7 } }),
    ])
    expect(await configs()).toMatchObject([{ name: 'Renamed', options: { backlog: 7 } }])
  })

  it('keep the rules that either changes, and save nothing where both change the same one', async () => {
    const rule = (id: string, name: string) => ({
      id,
      name,
      trigger: { when: 'message', match: { by: 'any' } } as const,
      actions: [{ do: 'echo' } as const],
    })
    const list = (...names: string[]) => ({ rules: names.map((name, at) => rule(`r${at}`, name)) })
    const { id: endpoint } = await create()
    const rulesBefore = list('a', 'b')
    await one.call('endpoint.update', { endpoint, rules: rulesBefore })
    const names = async () => (await configs())[0]!.rules.rules.map(({ name }) => name)

    await one.call('endpoint.update', { endpoint, rules: list('first', 'b'), rulesBefore })
    await other.call('endpoint.update', { endpoint, rules: list('a', 'second'), rulesBefore })
    expect(await names()).toEqual(['first', 'second'])

    const late = one.call('endpoint.update', { endpoint, rules: list('a', 'late'), rulesBefore })
    await expect(late).rejects.toMatchObject({ code: 'E_RULES_CHANGED', details: { name: 'late' } })
    expect(await names()).toEqual(['first', 'second'])
  })

  it('bring a deleted endpoint back once when both take the deletion back', async () => {
    const { id: endpoint } = await create()
    await one.call('endpoint.delete', { endpoint })
    const restored = await Promise.allSettled([
      one.call('endpoint.restore', { endpoint }),
      other.call('endpoint.restore', { endpoint }),
    ])
    expect(restored.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await configs()).toHaveLength(1)
  })
})

describe('an endpoint whose text does not compile', () => {
  it('is neither made nor saved', async () => {
    await expect(create({ greet: '\\q' })).rejects.toMatchObject({ code: 'E_ESCAPE' })
    const { id: endpoint } = await create({ greet: 'hello' })
    const update = one.call('endpoint.update', { endpoint, options: { greet: '\\q' } })
    await expect(update).rejects.toMatchObject({ code: 'E_ESCAPE' })
    expect(await configs()).toMatchObject([{ options: { greet: 'hello' } }])
  })
})
