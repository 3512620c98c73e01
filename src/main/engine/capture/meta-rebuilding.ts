import { isUnixAddress } from '../../../shared/endpoints/socket-address'
import path from 'node:path'
import type { CaptureEvent } from '../../../shared/capture/capture-event'
import type { EndpointKind } from '../../../shared/endpoints/endpoint-kind'
import type { Examination } from './capture-examination'
import { captureFormatVersion, type CaptureMeta } from './capture-meta'
import { parseCaptureName } from './capture-names'

/** The folder before in the series. */
export interface PartBefore {
  readonly meta: CaptureMeta
  readonly entries: number
}

/** Makes `meta.json` anew from what the other files say and from the folder before in the series. */
export function rebuiltMeta(folder: string, found: Examination, before: PartBefore | null): CaptureMeta {
  const place = parseCaptureName(path.basename(folder))
  const startedAt = Math.floor((found.firstTime ?? Date.now() * 1_000) / 1_000)
  return {
    format: 'sockwright-capture',
    version: captureFormatVersion,
    engine: before?.meta.engine ?? 'unknown',
    endpoint: before?.meta.endpoint ?? rebuiltEndpoint(folder, found.tellingEvents),
    series: {
      name: place?.series ?? path.basename(folder),
      part: place?.part ?? 1,
      firstRecord: before ? before.meta.series.firstRecord + before.entries : 1,
      firstPeer: found.firstPeer ?? 1,
    },
    encodings: before?.meta.encodings ?? { text: 'utf-8' },
    startedAt,
    endedAt: null,
    closed: false,
    checkpoint: { payload: 0, events: 0, index: 0, messages: 0, recorded: 0 },
    lost: before?.meta.lost ?? 0,
  }
}

function rebuiltEndpoint(folder: string, events: readonly CaptureEvent[]): CaptureMeta['endpoint'] {
  const started = events.find((event) => event.event === 'started')
  const name = started?.name ?? path.basename(folder)
  return { id: 'unknown', name, kind: started?.kind ?? guessedKind(events), options: {} }
}

/** Which kind of endpoint these events can only, or most likely, be of. */
function guessedKind(events: readonly CaptureEvent[]): EndpointKind {
  const names = new Set(events.map((event) => event.event))
  const isClient = names.has('connecting') || names.has('connected')
  if (names.has('websocket-opened') || names.has('websocket-refused'))
    return isClient ? 'ws-client' : 'ws-server'
  if (names.has('bound') || names.has('peer-appeared')) return 'udp'
  if (events.some(isOfUnixSocket)) return isClient ? 'unix-client' : 'unix-server'
  return isClient ? 'tcp-client' : 'tcp-server'
}

function isOfUnixSocket(event: CaptureEvent): boolean {
  if (event.event === 'listening') return isUnixAddress(event.local)
  return (event.event === 'connecting' || event.event === 'connected') && isUnixAddress(event.remote)
}
