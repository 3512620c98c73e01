import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

/** The name that the build gives the machine of scripts; it lies beside the bundled threads. */
const builtName = 'quickjs.wasm'

/** Reads the WebAssembly of QuickJS: the built copy, or under the test runner the package's own file. */
export async function readQuickJsBinary(): Promise<Uint8Array<ArrayBuffer>> {
  const here = import.meta.url
  if (here.endsWith('.ts'))
    return bytesOf(createRequire(here).resolve('@jitl/quickjs-wasmfile-release-sync/wasm'))
  return bytesOf(new URL(here.includes('/chunks/') ? `../${builtName}` : `./${builtName}`, here))
}

async function bytesOf(file: string | URL): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(file))
}
