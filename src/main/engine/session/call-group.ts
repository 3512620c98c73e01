import type { CallHandlers } from '../../../shared/contract/call'
import type { EngineCalls } from '../../../shared/contract/engine-contract'

/** The handlers of the calls whose names begin with `Area.`. */
export type CallGroup<Area extends string> = Pick<
  CallHandlers<EngineCalls>,
  Extract<keyof EngineCalls, `${Area}.${string}`>
>
