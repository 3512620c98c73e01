import { assemble, bytes16, constant, flow, get, i32, set, tee, wasmTypes } from './assembly'

/**
 * Writes behind `out` (a position in the same memory, 4-byte aligned) where each byte `value` in `at` … `end` ends, as
 * u32, until `outEnd`; returns where it stopped writing. Reads up to 15 bytes beyond `end`.
 */
export type ValueScan = (at: number, end: number, value: number, out: number, outEnd: number) => number

const parameter = { at: 0, end: 1, value: 2, out: 3, outEnd: 4 }
const local = { mask: 5, found: 6, wanted: 7 }

/**
 *     wanted = splat($value)
 *     loop while $at < $end:
 *       mask = bitmask(load($at) == wanted)
 *       loop while mask:
 *         found = $at + ctz(mask) + 1
 *         if found > $end or $out == $outEnd: return $out
 *         store($out, found); $out += 4; mask &= mask - 1
 *       $at += 16
 *     return $out
 */
const body = [
  ...[...get(parameter.value), ...bytes16.splat, ...set(local.wanted)],
  ...[...flow.block, ...flow.loop],
  ...[...get(parameter.at), ...get(parameter.end), i32.notLess, flow.branchIf, 1],
  ...[...get(parameter.at), ...bytes16.load, ...get(local.wanted), ...bytes16.equal, ...bytes16.bitmask],
  ...set(local.mask),
  ...[...flow.block, ...flow.loop],
  ...[...get(local.mask), i32.equalsZero, flow.branchIf, 1],
  ...[...get(parameter.at), ...get(local.mask), i32.trailingZeros, i32.add, ...constant(1), i32.add],
  ...[...tee(local.found), ...get(parameter.end), i32.greater],
  ...[...flow.if, ...get(parameter.out), flow.return, flow.end],
  ...[...get(parameter.out), ...get(parameter.outEnd), i32.equal],
  ...[...flow.if, ...get(parameter.out), flow.return, flow.end],
  ...[...get(parameter.out), ...get(local.found), ...i32.store],
  ...[...get(parameter.out), ...constant(4), i32.add, ...set(parameter.out)],
  ...[...get(local.mask), ...get(local.mask), ...constant(1), i32.subtract, i32.and, ...set(local.mask)],
  ...[flow.branch, 0, flow.end, flow.end],
  ...[...get(parameter.at), ...constant(16), i32.add, ...set(parameter.at)],
  ...[flow.branch, 0, flow.end, flow.end],
  ...get(parameter.out),
]

/** Memory of at least `size` bytes and the scan over it. */
export function valueScanMemory(size: number): { readonly memory: ArrayBuffer; readonly scan: ValueScan } {
  const locals = [
    { count: 2, type: wasmTypes.i32 },
    { count: 1, type: wasmTypes.v128 },
  ]
  const { memory, call } = assemble({ parameters: 5, locals, body }, size)
  return { memory, scan: call as ValueScan }
}
