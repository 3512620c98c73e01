import type { Recorder } from '../capture/recorder'
import type { EndpointFaults } from '../faults/endpoint-faults'
import type { Behaviour } from '../rules/behaviour'
import type { Connection } from './connection'
import type { StreamSecurity } from './tls/peer-security'
import type { Traffic } from './traffic'

/** What the connections of one run share. */
export interface ConnectionHost {
  readonly recorder: Recorder
  readonly traffic: Traffic
  /** These three may change while connections are open. */
  readonly behaviour: Behaviour
  readonly answerHalfClose: boolean
  /** Is every close from here a reset? */
  readonly resetOnClose: boolean
  /** How connections come to TLS; null where they do not. */
  readonly security: StreamSecurity | null
  /** Null where the kind of endpoint has none. */
  readonly faults: EndpointFaults | null
  /** The state of a connection changed. */
  stateChanged(connection: Connection): void
  /** It was paused until the capture has caught up; {@link Connection.captureCaughtUp} is owed to it. */
  pausedForCapture(connection: Connection): void
  /** Its `closed` event is recorded; nothing comes of it any more. */
  closed(connection: Connection): void
}
