import { noRules } from '../../src/shared/rules/rule'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { CaptureMeta } from '../../src/main/engine/capture/capture-meta'
import { openRecorder } from '../../src/main/engine/capture/open-recorder'
import { entrySize } from '../../src/main/engine/capture/record-entry'
import { defaultOptions, type EndpointConfig } from '../../src/shared/endpoints/endpoint-config'
import { workspaceFormatVersion } from '../../src/shared/workspace/workspace-file'

/** Writes a workspace with one TCP server for lines at `port` of 127.0.0.1 and returns its path. */
export async function seedLineWorkspace(folder: string, id: string, port: number): Promise<string> {
  const workspace = {
    format: 'sockwright-workspace',
    version: workspaceFormatVersion,
    endpoints: [
      {
        id,
        name: 'Load',
        kind: 'tcp-server',
        options: { address: '127.0.0.1', port, framing: 'line' },
        rules: noRules,
      },
    ],
    variables: {},
    payloads: [],
    layout: null,
  }
  await mkdir(folder, { recursive: true })
  const path = join(folder, 'load.sockwright.json')
  await writeFile(path, JSON.stringify(workspace))
  return path
}

/** How many of the messages {@link seedCapture} gives to each of its peers. */
export const seededPeers = 8
/** Length of a seeded message. */
export const seededBytes = 64
/** Messages of a peer behind one another, handed to the recorder together. */
export const seededHandful = 1_024
const seededEndpoint = {
  id: 'seed',
  name: 'Many records',
  kind: 'tcp-server',
  options: defaultOptions('tcp-server'),
  rules: noRules,
} as EndpointConfig
/** One message of so many has the word that searches look for. */
export const rareEvery = 100_003
export const rareWord = 'Overheated'

/** Records a closed capture of `messages` lines, in turn of each peer, in the data folder; returns its folder. */
export async function seedCapture(dataFolder: string, messages: number): Promise<string> {
  const recorder = await openRecorder({
    capturesFolder: join(dataFolder, 'captures'),
    endpoint: seededEndpoint,
    engineVersion: 'bench',
  })
  const local = { address: '127.0.0.1', port: 9_000 }
  for (let peer = 1; peer <= seededPeers; peer += 1) {
    recorder.event(peer, { event: 'accepted', local, remote: { address: '127.0.0.1', port: 40_000 + peer } })
  }
  for (let done = 0; done < messages; done += seededHandful) {
    const count = Math.min(seededHandful, messages - done)
    const ends = Uint32Array.from({ length: count }, (_, index) => (index + 1) * seededBytes)
    recorder.messagesIn(((done / seededHandful) % seededPeers) + 1, lines(done, count), 0, ends, count)
    await nextTurn()
    while (recorder.congested) await nextTurn()
  }
  await recorder.close()
  return recorder.status().capture
}

function lines(first: number, count: number): Buffer {
  const bytes = Buffer.alloc(count * seededBytes, ' ')
  for (let index = 0; index < count; index += 1) {
    const number = first + index
    const state = number % rareEvery === rareEvery - 1 ? rareWord : 'ok'
    const at = index * seededBytes
    bytes.write(
      `{"dev":${number % 97},"temp":${(number % 419) / 10},"seq":${number},"state":"${state}"}`,
      at,
      'latin1',
    )
    bytes[at + seededBytes - 1] = 0x0a
  }
  return bytes
}

/** Makes of a closed capture what a program leaves that is killed: not closed, with a checkpoint a second old. */
export async function leaveUnclosed(capture: string, newest: number): Promise<void> {
  const path = join(capture, 'meta.json')
  const meta = JSON.parse(await readFile(path, 'utf8')) as CaptureMeta
  const { checkpoint } = meta
  const synced = {
    ...checkpoint,
    payload: checkpoint.payload - newest * seededBytes,
    index: checkpoint.index - newest * entrySize,
    messages: checkpoint.messages - newest,
    recorded: checkpoint.recorded - newest * seededBytes,
  }
  await writeFile(path, JSON.stringify({ ...meta, closed: false, endedAt: null, checkpoint: synced }))
  // The lock of a process that is no more, as old as the capture.
  await writeFile(join(capture, 'lock'), '')
}
