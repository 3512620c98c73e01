import { statfs } from 'node:fs/promises'
import { version } from '../../version'
import type { Engine } from '../engine'
import { makePrivateFolder } from '../files/private-folder'
import { localAddresses } from '../network/local-addresses'
import { systemLookUp } from '../network/look-up'
import { portsInUse } from '../network/ports-in-use'
import { reach, resolveName } from '../network/reachability'
import { checkPort } from '../endpoints/check-endpoint'
import { socketSupport } from '../network/socket-features'
import { suggestPort } from '../network/suggest-port'
import { systemTcpFacts } from '../network/tcp-facts'
import type { CallGroup } from './call-group'
import type { SessionFiles } from './session-files'

export function engineCallGroup(engine: Engine, files: SessionFiles): CallGroup<'engine'> {
  return {
    'engine.info': () => ({
      version,
      platform: process.platform,
      capturesFolder: engine.folders.captures,
      workspaceFolder: files.workspaceFolder,
    }),
    async 'engine.diskSpace'() {
      await makePrivateFolder(engine.folders.captures)
      const { bavail, bsize } = await statfs(engine.folders.captures)
      return { free: bavail * bsize }
    },
    'engine.statuses': () => engine.endpoints.all().map((endpoint) => endpoint.status()),
  }
}

export function networkCalls(): CallGroup<'network'> {
  return {
    'network.tcpFacts': ({ local, remote }) => systemTcpFacts.read(local, remote),
    'network.addresses': () => localAddresses(),
    'network.socketSupport': () => socketSupport(),
    'network.portsInUse': () => portsInUse(),
    'network.checkPort': ({ transport, address, port }) => checkPort(transport, address, port),
    'network.resolve': ({ host }) => resolveName(host, systemLookUp),
    'network.reach': ({ host, port }) => reach(host, port, systemLookUp),
    'network.suggestPort': ({ transport, address, near }) => suggestPort(transport, address, near),
  }
}
