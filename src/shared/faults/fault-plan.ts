import type { Direction } from '../capture/record'
import { faultDefinitions, faultNames, type FaultName } from './fault-definitions'

export type FaultDirection = Exclude<Direction, 'none'>
export const faultDirections: readonly FaultDirection[] = ['in', 'out']

/** When something happens to a direction of a peer: once so many bytes went that way, or so long after it appeared. */
export interface FaultLimit {
  readonly by: 'bytes' | 'seconds'
  readonly count: number
}

/** The value of a fault: ms, bytes (a second) or percent, 0 for none; or a limit, null for none. */
export type FaultValue<N extends FaultName> = (typeof faultDefinitions)[N]['unit'] extends 'limit'
  ? FaultLimit | null
  : number

/** The faults of one direction. */
export type DirectionFaults = { readonly [N in FaultName]: FaultValue<N> }

/** What is done to the messages of an endpoint. */
export interface FaultPlan {
  /** With the same seed and the same messages the same happens; null: another one for each start. */
  readonly seed: number | null
  readonly in: DirectionFaults
  readonly out: DirectionFaults
}

/** The largest seed. */
export const mostSeed = 0xffff_ffff

export const noDirectionFaults = Object.fromEntries(
  faultNames.map((name) => [name, faultDefinitions[name].unit === 'limit' ? null : 0]),
) as unknown as DirectionFaults

export const noFaults: FaultPlan = { seed: null, in: noDirectionFaults, out: noDirectionFaults }

/** Is there a fault in this direction? */
export function isFaulty(faults: DirectionFaults): boolean {
  return faultNames.some((name) => Boolean(faults[name]))
}

/** The faults of a plan that datagrams cannot have, by name. */
export function faultsForStreamsOnly(plan: FaultPlan): readonly FaultName[] {
  return faultNames.filter(
    (name) => faultDefinitions[name].for === 'streams' && (Boolean(plan.in[name]) || Boolean(plan.out[name])),
  )
}
