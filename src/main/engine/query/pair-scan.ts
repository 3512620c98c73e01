/**
 * Looks for two bytes at a fixed distance, each of which may have two values, 16 places at a time with 128-bit SIMD:
 * the filter step of "packed pair" substring searches. Node has SIMD in WebAssembly since version 16.4.
 *
 * The module below is this, assembled by hand (WebAssembly core specification 2.0, chapter 5):
 *
 *     (func (export "scan") (param $at $end $first $second $a0 $a1 $b0 $b1 i32) (result i32)
 *       loop while $at < $end:
 *         mask = bitmask((load($at + $first) == $a0 or == $a1) and (load($at + $second) == $b0 or == $b1))
 *         if mask: return $at + ctz(mask)
 *         $at += 16
 *       return $end)
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

const wasmPage = 65_536
const i32 = 0x7f
const v128 = 0x7b
const param = { at: 0, end: 1, first: 2, second: 3, a0: 4, a1: 5, b0: 6, b1: 7 }
const local = { a0: 8, a1: 9, b0: 10, b1: 11, loaded: 12, mask: 13 }

const get = (index: number) => [0x20, index]
const set = (index: number) => [0x21, index]
const tee = (index: number) => [0x22, index]
const add = 0x6a
const simd = (operation: number) => [0xfd, operation]
const splat = simd(0x0f)
const equal = simd(0x23)
const and = simd(0x4e)
const or = simd(0x50)
const bitmask = simd(0x64)
const load = [...simd(0x00), 0, 0]
const emptyBlock = 0x40

const prepare = (from: number, to: number) => [...get(from), ...splat, ...set(to)]
const isEither = (distance: number, one: number, other: number) => [
  ...[...get(param.at), ...get(distance), add, ...load, ...tee(local.loaded)],
  ...[...get(one), ...equal, ...get(local.loaded), ...get(other), ...equal, ...or],
]

const body = [
  ...[2, 5, v128, 1, i32],
  ...prepare(param.a0, local.a0),
  ...prepare(param.a1, local.a1),
  ...prepare(param.b0, local.b0),
  ...prepare(param.b1, local.b1),
  ...[0x02, emptyBlock, 0x03, emptyBlock],
  ...[...get(param.at), ...get(param.end), 0x4f, 0x0d, 1],
  ...isEither(param.first, local.a0, local.a1),
  ...isEither(param.second, local.b0, local.b1),
  ...[...and, ...bitmask, ...tee(local.mask)],
  ...[0x04, emptyBlock, ...get(param.at), ...get(local.mask), 0x68, add, 0x0f, 0x0b],
  ...[...get(param.at), 0x41, 16, add, ...set(param.at), 0x0c, 0],
  ...[0x0b, 0x0b, ...get(param.end), 0x0b],
]

/** A length below 2^14 in LEB128. */
const lengthOf = (bytes: readonly number[]) => [(bytes.length & 0x7f) | 0x80, bytes.length >> 7]
const section = (id: number, content: readonly number[]) => [id, ...lengthOf(content), ...content]
const name = (text: string) => [text.length, ...Buffer.from(text)]

const moduleBytes = Uint8Array.from([
  ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(1, [1, 0x60, 8, ...Array.from({ length: 8 }, () => i32), 1, i32]),
  ...section(2, [1, ...name('host'), ...name('memory'), 2, 0, 1]),
  ...section(3, [1, 0]),
  ...section(7, [1, ...name('scan'), 0, 0]),
  ...section(10, [1, ...lengthOf(body), ...body]),
])

/** The part of WebAssembly that is needed here; the types of Node leave out its values. */
interface WasmHost {
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer }
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: Readonly<Record<string, unknown>> }
}

/** Memory of at least `size` bytes and the scan over it. */
export function pairScanMemory(size: number): { readonly bytes: Buffer; readonly scan: PairScan } {
  const { WebAssembly: wasm } = globalThis as unknown as { readonly WebAssembly: WasmHost }
  const memory = new wasm.Memory({ initial: Math.ceil(size / wasmPage) })
  const { exports } = new wasm.Instance(new wasm.Module(moduleBytes), { host: { memory } })
  return { bytes: Buffer.from(memory.buffer), scan: exports['scan'] as PairScan }
}
