import { Connection } from './connection'
import type { MakeConnection } from './connection-table'
import { optionsFramer, type FramingOptions } from './framing/framer-maker'

/** Makes peers whose messages are cut out of the stream as the options say. */
export function framedConnections(options: FramingOptions): MakeConnection {
  const makeFramer = optionsFramer(options)
  return (peer, stream, host) => new Connection(peer, stream, makeFramer, host)
}
