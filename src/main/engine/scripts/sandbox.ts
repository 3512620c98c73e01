import variant from '@jitl/quickjs-wasmfile-release-sync'
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSRuntime,
} from 'quickjs-emscripten-core'
import type { Failure } from '../../../shared/contract/errors'
import type { SocketAddress } from '../../../shared/endpoints/socket-address'
import { scriptDeadlineMs, scriptMemoryBytes } from '../../../shared/scripts/endpoint-script'
import { blankTypes } from './blank-types'
import { placeOf } from './loop-place'
import { readQuickJsBinary } from './quickjs-binary'
import {
  brokenMachine,
  deadlineFailure,
  scriptFailure,
  ScriptFault,
  scriptFile,
  ScriptStop,
  typesFailure,
} from './sandbox-failure'
import { SandboxHost, type SandboxEffects } from './sandbox-host'
import { handlerLookUp, sandboxPrelude } from './sandbox-prelude'
import type { ScriptTask } from './script-protocol'

/** WebAssembly counts memory in pages of 64 KiB; the machine begins with 16 MiB. */
const pageBytes = 65_536
const firstPages = 256
/** What the machine needs beside the script's own values. */
const machineBytes = 8 * 1024 * 1024
/** Deeper recursion throws; the machine's own stack has room for more. */
const stackBytes = 256 * 1024

/** What a script makes happen, and how its calls fail. */
export interface ScriptEffects extends Omit<SandboxEffects, 'rejected'> {
  /** A call threw; the script goes on. */
  failed(peer: number, failure: Failure): void
}

/** So many jobs of promises are done before the time is looked at. */
const jobsAtOnce = 256

type Phase = 'starting' | 'running'
type Call = 'opened' | 'message' | 'closed' | 'timer' | 'hears'

/**
 * One script in a QuickJS machine of its own. Its memory is capped twice: by the runtime, which throws in the script,
 * and by the WebAssembly memory, which nothing gets beyond. Every call has a deadline. It is to be thrown away after a
 * failure that stops the script.
 */
export class Sandbox {
  #deadline = Infinity
  /** What a promise that nobody waits for has ended it with. */
  #stop: ScriptStop | null = null
  /** The deadline of a call has passed: nothing may go on, whoever caught it. */
  #wasLate = false
  #calls: QuickJSHandle | null = null
  readonly #host: SandboxHost

  private constructor(
    private readonly runtime: QuickJSRuntime,
    private readonly context: QuickJSContext,
    private readonly task: ScriptTask,
    private readonly effects: ScriptEffects,
  ) {
    this.#host = new SandboxHost(context, task, {
      send: (peer, bytes, isText) => effects.send(peer, bytes, isText),
      end: (peer, how) => effects.end(peer, how),
      log: (peer, level, text) => effects.log(peer, level, text),
      startTimer: (timer, ms, repeats) => effects.startTimer(timer, ms, repeats),
      stopTimer: (timer) => effects.stopTimer(timer),
      rejected: (peer, thrown) => this.#rejected(peer, thrown),
    })
    runtime.setInterruptHandler(() => this.#isLate())
  }

  /** Makes the machine; the script has not run yet. Rejects with a {@link ScriptStop} where it is no script. */
  static async make(task: ScriptTask, effects: ScriptEffects): Promise<Sandbox> {
    const source = withoutTypes(task.source)
    const runtime = await newRuntime()
    return new Sandbox(runtime, runtime.newContext(), { ...task, source }, effects)
  }

  /** Reads a script without running it. Rejects with a {@link ScriptStop}. */
  static async check(typed: string): Promise<void> {
    const source = withoutTypes(typed)
    const context = (await newRuntime()).newContext()
    const result = context.evalCode(source, scriptFile, { type: 'global', compileOnly: true })
    if (result.error)
      throw new ScriptStop(scriptFailure(context.dump(result.error), 'starting', source).failure)
  }

  /** Runs the script, which declares its handlers. Throws `E_SCRIPT_…` as a {@link ScriptStop}. */
  load(): void {
    const prelude = this.#evaluate(sandboxPrelude, 'sockwright.js')
    const functions = this.#host.functions()
    this.#calls = this.#taken(
      this.context.callFunction(prelude, this.context.undefined, functions),
      'starting',
    )
    prelude.dispose()
    functions.dispose()
    this.#evaluate(this.task.source, scriptFile).dispose()
    this.#runJobs('starting')
    this.#evaluate(handlerLookUp, 'sockwright.js').consume((found) => this.#call('hears', 0, found))
  }

  opened(peer: number, remote: SocketAddress, local: SocketAddress): void {
    const { context } = this
    const addresses = [context.newString(JSON.stringify(remote)), context.newString(JSON.stringify(local))]
    this.#tell('opened', peer, ...addresses)
  }

  message(peer: number, bytes: Uint8Array<ArrayBuffer>, whole: boolean): void {
    const { context } = this
    this.#tell('message', peer, context.newArrayBuffer(bytes.buffer), whole ? context.true : context.false)
  }

  closed(peer: number): void {
    this.#tell('closed', peer)
  }

  timer(timer: number, repeats: boolean): void {
    if (!repeats) this.#host.timerEnded(timer)
    this.#tell('timer', timer)
  }

  /** Throws a {@link ScriptStop} where the script cannot go on; what it threw otherwise is told. */
  #tell(call: Call, number: number, ...rest: readonly QuickJSHandle[]): void {
    try {
      this.#call(call, number, ...rest)
    } catch (thrown) {
      if (thrown instanceof ScriptStop) throw thrown
      if (!(thrown instanceof ScriptFault)) throw new ScriptStop(brokenMachine(thrown))
      this.effects.failed(call === 'timer' ? 0 : number, thrown.failure)
    } finally {
      for (const handle of rest) if (handle.alive) handle.dispose()
    }
  }

  #call(call: Call, number: number, ...rest: readonly QuickJSHandle[]): void {
    const { context } = this
    this.#begin()
    context.getProp(this.#calls!, call).consume((work) => {
      const given = call === 'hears' ? rest : [context.newNumber(number), ...rest]
      this.#taken(context.callFunction(work, context.undefined, ...given), 'running').dispose()
    })
    this.#runJobs('running')
    if (this.#stop) throw this.#stop
  }

  #rejected(peer: number, thrown: unknown): void {
    const { failure, stops } = scriptFailure(thrown, 'running', this.task.source)
    if (stops) this.#stop ??= new ScriptStop(failure)
    else this.effects.failed(peer, failure)
  }

  #isLate(): boolean {
    this.#wasLate ||= performance.now() > this.#deadline
    return this.#wasLate
  }

  #begin(): void {
    this.#deadline = performance.now() + scriptDeadlineMs
    this.#host.begins()
  }

  #evaluate(source: string, file: string): QuickJSHandle {
    this.#begin()
    try {
      return this.#taken(this.context.evalCode(source, file, { type: 'global' }), 'starting')
    } catch (thrown) {
      if (thrown instanceof ScriptStop) throw thrown
      throw new ScriptStop(brokenMachine(thrown))
    }
  }

  /** Promises that are due go on here, under the deadline of the call that set them off. */
  #runJobs(phase: Phase): void {
    for (let done = jobsAtOnce; done === jobsAtOnce;) {
      const result = this.runtime.executePendingJobs(jobsAtOnce)
      if (result.error) this.#throw(result.error, phase)
      done = result.value
      result.dispose()
      // An endless chain of short jobs is late without being interrupted; in a longer one, a promise took the interrupt.
      if (this.#isLate()) throw new ScriptStop(deadlineFailure(null))
    }
  }

  #taken(result: ReturnType<QuickJSContext['callFunction']>, phase: Phase): QuickJSHandle {
    if (result.error) return this.#throw(result.error, phase)
    return result.value
  }

  #throw(error: QuickJSHandle, phase: Phase): never {
    const thrown: unknown = error.consume((handle) => this.context.dump(handle))
    const { failure, stops } = scriptFailure(thrown, phase, this.task.source)
    throw stops ? new ScriptStop(failure) : new ScriptFault(failure)
  }
}

/** The script as JavaScript, everything at its place. Throws `E_SCRIPT_TYPES` as a {@link ScriptStop}. */
function withoutTypes(source: string): string {
  const blanked = blankTypes(source)
  if (blanked.ok) return blanked.text
  throw new ScriptStop(typesFailure(blanked.word, placeOf(source, blanked.at)))
}

/** The part of WebAssembly that is needed here; the types of Node leave out its values. */
interface WasmHost {
  compile(bytes: Uint8Array<ArrayBuffer>): Promise<WebAssembly.Module>
  readonly Memory: new (size: { readonly initial: number; readonly maximum: number }) => never
}

/** A machine with capped memory. */
async function newRuntime(): Promise<QuickJSRuntime> {
  const { WebAssembly: wasm } = globalThis as unknown as { readonly WebAssembly: WasmHost }
  const wasmModule = await wasm.compile(await readQuickJsBinary())
  const wasmMemory = new wasm.Memory({ initial: firstPages, maximum: scriptMemoryBytes / pageBytes })
  const machine = await newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmModule, wasmMemory }))
  const runtime = machine.newRuntime()
  runtime.setMemoryLimit(scriptMemoryBytes - machineBytes)
  runtime.setMaxStackSize(stackBytes)
  return runtime
}
