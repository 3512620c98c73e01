import { compilePayload } from '../../../shared/payload/compile-payload'
import { SockwrightError } from '../../../shared/contract/errors'
import type { Behaviour, BehaviourPeer } from './behaviour'

/** The options of an endpoint that make it act by itself; `greet` and `reply` are text with escapes. */
export interface BehaviourOptions {
  readonly echo: boolean
  readonly greet?: string
  readonly reply: string
}

/** Greets, echoes and replies, in this order, as far as the options ask for it. */
class BuiltInBehaviour implements Behaviour {
  readonly hearsMessages: boolean

  constructor(
    private readonly greeting: Uint8Array | null,
    private readonly echo: boolean,
    private readonly reply: Uint8Array | null,
  ) {
    this.hearsMessages = echo || reply !== null
  }

  opened(peer: BehaviourPeer): void {
    if (this.greeting) peer.answer(this.greeting, 'greeting')
  }

  received(peer: BehaviourPeer, message: Uint8Array, isEnd: boolean): void {
    if (this.echo) peer.answer(message, 'echo')
    if (this.reply && isEnd) peer.answer(this.reply, 'reply')
  }
}

/** Compiles the texts once; throws a coded failure (`E_ESCAPE` …) that names the option. */
export function builtInBehaviour(options: BehaviourOptions): Behaviour {
  const greeting = compileText('greet', options.greet ?? '')
  return new BuiltInBehaviour(greeting, options.echo, compileText('reply', options.reply))
}

function compileText(option: 'greet' | 'reply', text: string): Uint8Array | null {
  if (text === '') return null
  const compiled = compilePayload({ form: 'text', text, lineEnding: 'none' })
  if (compiled.ok) return compiled.bytes
  throw new SockwrightError(compiled.failure.code, { ...compiled.failure.details, option })
}
