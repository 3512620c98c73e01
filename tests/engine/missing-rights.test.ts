import { spawnSync, type SpawnSyncOptions } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { EndpointOptions } from '../../src/shared/endpoints/endpoint-config'
import type { EndpointKind } from '../../src/shared/endpoints/endpoint-kind'
import type { Failure } from '../../src/shared/contract/errors'

const script = fileURLToPath(new URL('../support/start-and-tell.ts', import.meta.url))
const isRoot = process.getuid?.() === 0
const nobody = 65_534

/** How starting an endpoint goes in a process made by `prefix` and `how`; null where it works. */
function startIn<K extends EndpointKind>(
  prefix: readonly string[],
  how: SpawnSyncOptions,
  kind: K,
  options: Partial<EndpointOptions<K>>,
): Failure | null {
  const words = [...prefix, process.execPath, '--import', 'tsx', script, kind, JSON.stringify(options)]
  const { stdout, stderr } = spawnSync(words[0]!, words.slice(1), { ...how, encoding: 'utf8' })
  if (String(stdout) === '') throw new Error(String(stderr))
  return JSON.parse(String(stdout)) as Failure | null
}

/** Ports that anybody may bind begin here; 0 where the system protects none. */
function firstFreePort(): number {
  try {
    return Number(readFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8'))
  } catch {
    return 0
  }
}

describe('without the right to bind low ports', () => {
  const reason = isRoot ? '' : ' (needs root, to become somebody else)'
  it.skipIf(!isRoot || firstFreePort() <= 81)(`says from which port on it works${reason}`, () => {
    const firstFree = firstFreePort()
    for (const kind of ['tcp-server', 'udp'] as const) {
      const failure = startIn([], { uid: nobody, gid: nobody }, kind, { port: 81 })
      expect(failure).toMatchObject({ code: 'E_PORT_PRIVILEGED', details: { firstFree, port: 81 } })
    }
  })
})

const canUnshare = spawnSync('unshare', ['-n', 'true']).status === 0

describe('in a network without routes', () => {
  const reason = canUnshare ? '' : ' (needs the right to make a network namespace)'
  it.skipIf(!canUnshare)(`says that the network cannot be reached${reason}`, () => {
    const failure = startIn(['unshare', '-n'], {}, 'tcp-client', { host: '10.1.2.3', port: 9 })
    expect(failure).toMatchObject({ code: 'ENETUNREACH', details: { address: '10.1.2.3' } })
    expect(failure?.message).toContain('10.1.2.3')
  })
})
