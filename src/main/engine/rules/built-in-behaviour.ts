import type { Cause } from '../../../shared/capture/record'
import type { TextEncoding } from '../../../shared/encoding/text-encoding'
import { SockwrightError, toFailure } from '../../../shared/contract/errors'
import { payloadTemplate, type PayloadTemplate } from '../../../shared/payload/payload-template'
import { bytesFor, type Sendings } from '../payload/sendings'
import type { Behaviour, BehaviourPeer } from './behaviour'

/** The options of an endpoint that make it act by itself; `greet` and `reply` are text with escapes and variables. */
export interface BehaviourOptions {
  readonly echo: boolean
  readonly greet?: string
  readonly reply: string
  /** Of the texts; UTF-8 where it is left out. */
  readonly encoding?: TextEncoding
}

interface BehaviourTemplates {
  readonly greeting: PayloadTemplate | null
  readonly reply: PayloadTemplate | null
}

/** Greets, echoes and replies, in this order, as far as the options ask for it. */
class BuiltInBehaviour implements Behaviour {
  readonly hearsMessages: boolean

  constructor(
    private readonly templates: BehaviourTemplates,
    private readonly echo: boolean,
    private readonly sendings: Sendings,
  ) {
    this.hearsMessages = echo || templates.reply !== null
  }

  opened(peer: BehaviourPeer): void {
    this.#answer(peer, this.templates.greeting, 'greeting')
  }

  received(peer: BehaviourPeer, message: Uint8Array, isEnd: boolean): void {
    if (this.echo) peer.answer(message, 'echo')
    if (isEnd) this.#answer(peer, this.templates.reply, 'reply')
  }

  #answer(peer: BehaviourPeer, template: PayloadTemplate | null, cause: Cause): void {
    if (!template) return
    let bytes: Uint8Array
    try {
      bytes = template.constant ?? bytesFor(this.sendings.next(template), peer)
    } catch (thrown) {
      return peer.answerFailed(toFailure(thrown))
    }
    if (bytes.length > 0) peer.answer(bytes, cause)
  }
}

/** Reads the texts once; throws a coded failure (`E_ESCAPE` …) that names the option. */
export function builtInBehaviour(options: BehaviourOptions, sendings: Sendings): Behaviour {
  return new BuiltInBehaviour(readTemplates(options), options.echo, sendings)
}

/** Throws what {@link builtInBehaviour} would. */
export function checkBehaviour(options: BehaviourOptions): void {
  readTemplates(options)
}

function readTemplates({ greet, reply, encoding }: BehaviourOptions): BehaviourTemplates {
  return { greeting: readText('greet', greet ?? '', encoding), reply: readText('reply', reply, encoding) }
}

function readText(
  option: 'greet' | 'reply',
  text: string,
  encoding: TextEncoding = 'utf-8',
): PayloadTemplate | null {
  if (text === '') return null
  try {
    return payloadTemplate({ form: 'text', text, lineEnding: 'none' }, { encoding })
  } catch (thrown) {
    const { code, details } = toFailure(thrown)
    throw new SockwrightError(code, { ...details, option })
  }
}
