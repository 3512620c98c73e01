import type { Recorder } from '../capture/recorder'
import type { MakeFramer } from '../endpoints/framing/framer'
import type { Traffic } from '../endpoints/traffic'
import type { EndpointFaults } from '../faults/endpoint-faults'
import type { FaultUnits } from '../faults/fault-outlet'
import type { Behaviour } from '../rules/behaviour'
import type { HeldMessages } from './held-messages'
import type { Rewriter } from './rewriter'

/** What all peers of one run of a relay share. */
export interface RelayRun {
  readonly recorder: Recorder
  readonly traffic: Traffic
  readonly makeFramer: MakeFramer
  readonly held: HeldMessages
  readonly faults: EndpointFaults
  /** How what passes may be cut. */
  readonly faultUnits: FaultUnits
  /** These two may change while peers are there. */
  readonly rewriter: Rewriter
  readonly behaviour: Behaviour
}
