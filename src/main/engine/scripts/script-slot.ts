import type { EndpointConfig } from '../../../shared/endpoints/endpoint-config'
import { hasScript, sameScript } from '../../../shared/scripts/endpoint-script'
import type { ScriptState } from '../../../shared/scripts/script-status'
import type { Recorder } from '../capture/recorder'
import type { ScriptConsole } from './script-console'
import { RunningScript } from './running-script'

/**
 * The script of an endpoint during one run of it. It is replaced when its text, its name or the encoding changes, and
 * otherwise keeps its state whatever else of the endpoint is changed.
 */
export class ScriptSlot {
  #running: RunningScript | null = null
  #of: EndpointConfig | null = null
  #isEnding = false

  constructor(
    private readonly recorder: Recorder,
    private readonly console: ScriptConsole,
  ) {}

  /** The script that hears what happens; null where there is none, or it has stopped. */
  get running(): RunningScript | null {
    return this.#running
  }

  /** Starts, replaces or stops the script as `config` says; `mayAct` is the person's consent. */
  take(config: EndpointConfig, mayAct: boolean): void {
    const state = idleState(config, mayAct)
    const starts = state.is === 'ready'
    const before = this.#of
    this.#of = starts ? config : null
    if (starts && before && isSame(before, config)) return
    this.#running?.stop()
    this.#running = null
    if (starts) this.#start(config)
    else this.console.becomes(state)
  }

  /** Lets it do what is still to be done; resolves when its thread is gone. */
  async finish(): Promise<void> {
    this.#isEnding = true
    const running = this.#running
    const config = this.#of
    this.#running = null
    await running?.finish()
    // What stopped by itself or was ended says so until the next start.
    if (running && config && this.console.state.is !== 'stopped') this.console.becomes({ is: 'ready' })
  }

  #start(config: EndpointConfig): void {
    const { name, source } = config.script
    this.console.becomes({ is: 'starting' })
    const task = {
      source,
      encoding: config.options.encoding,
      endpoint: { name: config.name, kind: config.kind },
    }
    const script: RunningScript = new RunningScript(task, `script:${name}`, {
      running: () => this.#isEnding || this.console.becomes({ is: 'running' }),
      logged: (peer, level, text) => {
        this.console.tell(peer, level, text)
        this.recorder.event(peer, { event: 'script-logged', level, text })
      },
      failed: (peer, failure) => {
        this.console.fails(peer, failure)
        this.recorder.event(peer, { event: 'script-failed', failure })
      },
      stopped: (failure) => {
        if (this.#running === script) this.#running = null
        this.console.fails(0, failure)
        this.recorder.event(0, { event: 'script-failed', failure })
        this.console.becomes({ is: 'stopped', failure })
      },
    })
    this.#running = script
  }
}

/** What the script of an endpoint that does not run is doing. */
export function idleState({ script }: EndpointConfig, mayAct: boolean): ScriptState {
  if (!hasScript(script)) return { is: 'none' }
  if (!script.on) return { is: 'off' }
  return mayAct ? { is: 'ready' } : { is: 'held' }
}

function isSame(one: EndpointConfig, other: EndpointConfig): boolean {
  return sameScript(one.script, other.script) && one.options.encoding === other.options.encoding
}
