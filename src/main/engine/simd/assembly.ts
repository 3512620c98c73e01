/**
 * Just enough of an assembler for the few WebAssembly functions of this folder (core specification 2.0, chapter 5), which
 * use 128-bit SIMD: Node has it since version 16.4, JavaScript has not.
 */

/** Bytes of machine code. */
type Code = readonly number[]

/** Types of parameters and locals. */
export const wasmTypes = { i32: 0x7f, v128: 0x7b } as const

export const get = (local: number): Code => [0x20, local]
export const set = (local: number): Code => [0x21, local]
export const tee = (local: number): Code => [0x22, local]
/** A number from 0 to 63. */
export const constant = (value: number): Code => [0x41, value]

/** Operations on i32. `branch` and `branchIf` are followed by a depth. */
export const i32 = {
  equalsZero: 0x45,
  equal: 0x46,
  greater: 0x4b,
  notLess: 0x4f,
  trailingZeros: 0x68,
  add: 0x6a,
  subtract: 0x6b,
  and: 0x71,
  store: [0x36, 2, 0],
} as const

export const flow = {
  block: [0x02, 0x40],
  loop: [0x03, 0x40],
  if: [0x04, 0x40],
  end: 0x0b,
  branch: 0x0c,
  branchIf: 0x0d,
  return: 0x0f,
} as const

const simd = (operation: number): Code => [0xfd, operation]

/** Operations on sixteen bytes at once. */
export const bytes16 = {
  load: [...simd(0x00), 0, 0],
  splat: simd(0x0f),
  equal: simd(0x23),
  and: simd(0x4e),
  or: simd(0x50),
  bitmask: simd(0x64),
} as const

/** One function: its parameters and its result are i32; `locals` are numbered on from them. */
export interface WasmFunction {
  readonly parameters: number
  readonly locals: readonly { readonly count: number; readonly type: number }[]
  readonly body: Code
}

/** The part of WebAssembly that is needed here; the types of Node leave out its values. */
interface WasmHost {
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer }
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: Readonly<Record<string, unknown>> }
}

const wasmPage = 65_536

/** Memory of at least `size` bytes and the function that works on it. */
export function assemble(
  { parameters, locals, body }: WasmFunction,
  size: number,
): { readonly memory: ArrayBuffer; readonly call: unknown } {
  const declared = [locals.length, ...locals.flatMap(({ count, type }) => [count, type])]
  const code = [...declared, ...body, flow.end]
  const module = Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, parameters, ...Array<number>(parameters).fill(wasmTypes.i32), 1, wasmTypes.i32]),
    ...section(2, [1, ...name('host'), ...name('memory'), 2, 0, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...name('run'), 0, 0]),
    ...section(10, [1, ...lengthOf(code), ...code]),
  ])
  const { WebAssembly: wasm } = globalThis as unknown as { readonly WebAssembly: WasmHost }
  const memory = new wasm.Memory({ initial: Math.ceil(size / wasmPage) })
  const { exports } = new wasm.Instance(new wasm.Module(module), { host: { memory } })
  return { memory: memory.buffer, call: exports['run'] }
}

/** A length below 2^14 in LEB128. */
function lengthOf(bytes: Code): Code {
  return [(bytes.length & 0x7f) | 0x80, bytes.length >> 7]
}

function section(id: number, content: Code): Code {
  return [id, ...lengthOf(content), ...content]
}

function name(text: string): Code {
  return [text.length, ...Buffer.from(text)]
}
