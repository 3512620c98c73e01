import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { openRecorder } from '../../src/main/engine/capture/open-recorder'
import { defaultOptions } from '../../src/shared/endpoints/endpoint-config'
import { workspaceFormatVersion, type WorkspaceFile } from '../../src/shared/workspace/workspace-file'

/** Writes a workspace with one TCP server for lines at `port` of 127.0.0.1 and returns its path. */
export async function seedLineWorkspace(folder: string, id: string, port: number): Promise<string> {
  const workspace: WorkspaceFile = {
    format: 'sockwright-workspace',
    version: workspaceFormatVersion,
    endpoints: [
      { id, name: 'Load', kind: 'tcp-server', options: { address: '127.0.0.1', port, framing: 'line' } },
    ],
    variables: {},
    layout: null,
  }
  await mkdir(folder, { recursive: true })
  const path = join(folder, 'load.sockwright.json')
  await writeFile(path, JSON.stringify(workspace))
  return path
}

/** How many of `messages` {@link seedCapture} gives to each of its peers. */
export const seededPeers = 8

/** Records a closed capture of `messages` messages of 20 to 83 bytes, in turn of each peer, in the data folder. */
export async function seedCapture(dataFolder: string, messages: number): Promise<void> {
  const recorder = await openRecorder({
    capturesFolder: join(dataFolder, 'captures'),
    endpoint: { id: 'seed', name: 'Many records', kind: 'tcp-server', options: defaultOptions('tcp-server') },
    engineVersion: 'bench',
  })
  const local = { address: '127.0.0.1', port: 9_000 }
  for (let peer = 1; peer <= seededPeers; peer += 1) {
    recorder.event(peer, { event: 'accepted', local, remote: { address: '127.0.0.1', port: 40_000 + peer } })
  }
  for (let message = 0; message < messages; message += 1) {
    const bytes = Buffer.from(`message ${message} `.padEnd(20 + (message % 64), '.'))
    recorder.messageIn((message % seededPeers) + 1, bytes)
    if (message % 1_000 === 0) await nextTurn()
    while (recorder.congested) await nextTurn()
  }
  await recorder.close()
}
