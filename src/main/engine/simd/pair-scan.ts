import { assemble, bytes16, constant, flow, get, i32, set, tee, wasmTypes } from './assembly'

/**
 * Looks for two bytes at a fixed distance, each of which may have two values, 16 places at a time: the filter step of
 * "packed pair" substring searches. Returns the first place from `at` on, or `end` or more where there is none.
 */
export type PairScan = (
  at: number,
  end: number,
  first: number,
  second: number,
  a0: number,
  a1: number,
  b0: number,
  b1: number,
) => number

/** Bytes that a scan may read beyond `end`, apart from its two distances. */
export const scanOverrun = 32

const parameter = { at: 0, end: 1, first: 2, second: 3, a0: 4, a1: 5, b0: 6, b1: 7 }
const local = { a0: 8, a1: 9, b0: 10, b1: 11, loaded: 12, mask: 13 }

const prepare = (from: number, to: number) => [...get(from), ...bytes16.splat, ...set(to)]
const isEither = (distance: number, one: number, other: number) => [
  ...[...get(parameter.at), ...get(distance), i32.add, ...bytes16.load, ...tee(local.loaded)],
  ...[...get(one), ...bytes16.equal, ...get(local.loaded), ...get(other), ...bytes16.equal, ...bytes16.or],
]

/**
 *     loop while $at < $end:
 *       mask = bitmask((load($at + $first) == $a0 or == $a1) and (load($at + $second) == $b0 or == $b1))
 *       if mask: return $at + ctz(mask)
 *       $at += 16
 *     return $end
 */
const body = [
  ...prepare(parameter.a0, local.a0),
  ...prepare(parameter.a1, local.a1),
  ...prepare(parameter.b0, local.b0),
  ...prepare(parameter.b1, local.b1),
  ...[...flow.block, ...flow.loop],
  ...[...get(parameter.at), ...get(parameter.end), i32.notLess, flow.branchIf, 1],
  ...isEither(parameter.first, local.a0, local.a1),
  ...isEither(parameter.second, local.b0, local.b1),
  ...[...bytes16.and, ...bytes16.bitmask, ...tee(local.mask)],
  ...[...flow.if, ...get(parameter.at), ...get(local.mask), i32.trailingZeros, i32.add],
  ...[flow.return, flow.end],
  ...[...get(parameter.at), ...constant(16), i32.add, ...set(parameter.at), flow.branch, 0],
  ...[flow.end, flow.end, ...get(parameter.end)],
]

/** Memory of at least `size` bytes and the scan over it. */
export function pairScanMemory(size: number): { readonly bytes: Buffer; readonly scan: PairScan } {
  const locals = [
    { count: 5, type: wasmTypes.v128 },
    { count: 1, type: wasmTypes.i32 },
  ]
  const { memory, call } = assemble({ parameters: 8, locals, body }, size)
  return { bytes: Buffer.from(memory), scan: call as PairScan }
}
