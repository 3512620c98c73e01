import { performance } from 'node:perf_hooks'
import type { Reachability, ReachAttempt, Resolution } from '../../../shared/contract/engine/network-calls'
import { toFailure, type Failure } from '../../../shared/contract/errors'
import { dial, type DialWitness } from '../endpoints/stream/dial'
import { socketFailure } from '../endpoints/socket-failure'
import type { LookUp } from './look-up'

/** How long one address may take to answer, ms. */
const answerWithinMs = 3_000

const plainConnect = {
  localAddress: '',
  localPort: 0,
  connectTimeout: answerWithinMs,
  noDelay: true,
  keepAlive: false,
  keepAliveDelay: 60_000,
}

/** All addresses of a name, best first, and how long finding them took. */
export async function resolveName(host: string, lookUp: LookUp): Promise<Resolution> {
  const began = performance.now()
  try {
    return { addresses: await lookUp(host), ms: performance.now() - began, failure: null }
  } catch (thrown) {
    const failure = socketFailure(thrown, { operation: 'look-up', host }).toFailure()
    return { addresses: [], ms: performance.now() - began, failure }
  }
}

/** Connects once by TCP, address after address until one answers, and lets go at once. Sends nothing. */
export async function reach(host: string, port: number, lookUp: LookUp): Promise<Reachability> {
  const trial = new Trial()
  try {
    const options = { ...plainConnect, host, port }
    const socket = await dial(options, lookUp, trial, new AbortController().signal)
    trial.answered()
    socket.destroy()
    return { attempts: trial.attempts, failure: null }
  } catch (thrown) {
    return { attempts: trial.attempts, failure: toFailure(thrown) }
  }
}

/** Times the attempts of a dial. */
class Trial implements DialWitness {
  readonly attempts: ReachAttempt[] = []
  #address = ''
  #began = 0

  lookedUp(): void {
    // Each address it found is tried and told.
  }

  connecting({ address }: { readonly address: string }): void {
    this.#address = address
    this.#began = performance.now()
  }

  failed(remote: object | null, failure: Failure): void {
    if (remote) this.#ended(failure)
  }

  answered(): void {
    this.#ended(null)
  }

  #ended(failure: Failure | null): void {
    this.attempts.push({ address: this.#address, ms: performance.now() - this.#began, failure })
  }
}
