import { assertNever } from '../../../shared/assert-never'
import { recordFlags, type Cause } from '../../../shared/capture/record'
import { toFailure } from '../../../shared/contract/errors'
import type { PayloadMatch } from '../../../shared/payload/payload-context'
import type { PayloadTemplate } from '../../../shared/payload/payload-template'
import type { CompiledAction, CompiledRule } from '../../../shared/rules/compile-rules'
import type { MessageClass, RuleTrigger } from '../../../shared/rules/rule'
import { bytesFor, type Sendings } from '../payload/sendings'
import type { Behaviour, BehaviourPeer } from './behaviour'
import { DelayQueue } from '../timing/delay-queue'
import type { EndpointRules, WorkingRule } from './endpoint-rules'
import { IdleWatch } from './idle-watch'
import { RulePeer } from './rule-peer'

/** A rule that something set off, and what it took out of the message. */
interface Hit {
  readonly working: WorkingRule
  readonly match: PayloadMatch | null
}

/** What rules need of the run of their endpoint. */
export interface RuleSurroundings {
  readonly sendings: Sendings
  /** The text of bytes in the encoding of the endpoint. */
  decode(bytes: Uint8Array): string
  /** Runs a sequence of the workspace on a peer; throws where it cannot begin. */
  runSequence(peer: BehaviourPeer, name: string, match: PayloadMatch | null): void
  /** A rule calls a person. */
  alert(peer: BehaviourPeer, rule: string, text: string): void
}

type CompiledAlert = Extract<CompiledAction, { readonly do: 'alert' }>

const flagOfClass: Readonly<Record<MessageClass, number>> = {
  marked: recordFlags.marked,
  data: recordFlags.data,
  error: recordFlags.error,
}

/** What an answer that waits takes of memory beside its bytes, roughly. */
const waitingOverhead = 128
const nothing = new Uint8Array(0)

/** The rules of an endpoint at work, for one run of it or until they are changed. */
export class RuleBehaviour implements Behaviour {
  readonly hearsMessages: boolean
  readonly classifies: boolean
  readonly #byTrigger: Readonly<Record<RuleTrigger['when'], readonly WorkingRule[]>>
  readonly #needsPeers: boolean
  readonly #peers = new Map<BehaviourPeer, RulePeer>()
  readonly #acted = new Map<CompiledRule, number>()
  readonly #delays = new DelayQueue()
  readonly #idle: IdleWatch
  /** What {@link classify} found for the message that {@link received} gets next. */
  #classified: readonly Hit[] | null = null

  constructor(
    private readonly rules: EndpointRules,
    private readonly surroundings: RuleSurroundings,
  ) {
    const when = (wanted: RuleTrigger['when']) =>
      rules.working.filter(({ compiled }) => compiled.rule.trigger.when === wanted)
    this.#byTrigger = {
      opened: when('opened'),
      message: when('message'),
      closed: when('closed'),
      idle: when('idle'),
    }
    this.#idle = new IdleWatch(this.#byTrigger.idle, this.#peers, (peer, rule) => this.#silent(peer, rule))
    this.hearsMessages = this.#byTrigger.message.length + this.#byTrigger.idle.length > 0
    this.classifies = this.#byTrigger.message.some(({ compiled }) =>
      compiled.actions.some((action) => action.do === 'mark'),
    )
    this.#needsPeers =
      this.#byTrigger.idle.length > 0 ||
      rules.working.some(({ compiled: { rule } }) => rule.limit?.per === 'peer' || mayWait(rule))
  }

  adopt(peer: BehaviourPeer): void {
    if (this.#needsPeers) this.#idle.watch(this.#remembered(peer))
  }

  opened(peer: BehaviourPeer): void {
    this.adopt(peer)
    this.#happened('opened', peer)
  }

  classify(peer: BehaviourPeer, message: Uint8Array): number {
    this.#classified = this.#hits('message', peer, message)
    let flags = 0
    for (const { working } of this.#classified) {
      for (const action of working.compiled.actions) if (action.do === 'mark') flags |= flagOfClass[action.as]
    }
    return flags
  }

  received(peer: BehaviourPeer, message: Uint8Array, isEnd: boolean): void {
    if (this.#byTrigger.idle.length > 0) this.#remembered(peer).heardAt = performance.now()
    if (!isEnd) return this.#receivedPart(peer, message)
    const hits = this.#classified ?? this.#hits('message', peer, message)
    this.#classified = null
    for (const hit of hits) this.#act(peer, hit, message)
  }

  closed(peer: BehaviourPeer): void {
    const known = this.#peers.get(peer)
    if (known) {
      known.gone = true
      this.#peers.delete(peer)
      if (known.waiting > 0) this.#delays.drop(known)
    }
    this.#happened('closed', peer)
  }

  end(): void {
    this.#idle.end()
    this.#delays.clear()
    for (const known of this.#peers.values()) if (known.waiting > 0) known.peer.holdsAnswers(-known.waiting)
    this.#peers.clear()
  }

  #happened(when: 'opened' | 'closed', peer: BehaviourPeer): void {
    if (this.#byTrigger[when].length === 0) return
    for (const hit of this.#hits(when, peer, nothing)) this.#act(peer, hit, nothing)
  }

  #silent(known: RulePeer, working: WorkingRule): void {
    if (this.#mayAct(working.compiled, known.peer)) this.#act(known.peer, { working, match: null }, nothing)
  }

  /** Only an echo can answer a part: everything else asks what the whole message is. */
  #receivedPart(peer: BehaviourPeer, part: Uint8Array): void {
    for (const working of this.#byTrigger.message) {
      if (working.hearsParts) this.#act(peer, { working, match: null }, part)
    }
  }

  #hits(when: 'opened' | 'message' | 'closed', peer: BehaviourPeer, message: Uint8Array): Hit[] {
    const hits: Hit[] = []
    let isTaken = false
    for (const working of this.#byTrigger[when]) {
      const { compiled, isBuiltIn } = working
      if (isTaken && !isBuiltIn && this.rules.which === 'first') continue
      const match = compiled.matcher?.match(message) ?? null
      if (compiled.matcher && !match) continue
      if (!this.#mayAct(compiled, peer)) continue
      hits.push({ working, match })
      isTaken ||= !isBuiltIn
    }
    return hits
  }

  /** Asked once for each time a rule could act: it draws lots and counts. */
  #mayAct(compiled: CompiledRule, peer: BehaviourPeer): boolean {
    const { limit, probability } = compiled.rule
    if (probability < 1 && Math.random() >= probability) return false
    if (!limit) return true
    const counts = limit.per === 'endpoint' ? this.#acted : this.#remembered(peer).acted
    const acted = counts.get(compiled) ?? 0
    if (acted >= limit.count) return false
    counts.set(compiled, acted + 1)
    return true
  }

  #act(peer: BehaviourPeer, hit: Hit, message: Uint8Array): void {
    const { rule } = hit.working.compiled
    const wait = rule.delayMs + Math.random() * rule.jitterMs
    if (wait <= 0) this.#perform(peer, hit, message)
    else if (rule.trigger.when === 'closed')
      this.#delays.add(wait, this, () => this.#perform(peer, hit, message))
    else this.#performLater(wait, this.#remembered(peer), hit, message)
  }

  #performLater(wait: number, known: RulePeer, hit: Hit, message: Uint8Array): void {
    const held = message.length + waitingOverhead
    known.waiting += held
    known.peer.holdsAnswers(held)
    this.#delays.add(wait, known, () => {
      known.waiting -= held
      known.peer.holdsAnswers(-held)
      this.#perform(known.peer, hit, message)
    })
  }

  #perform(peer: BehaviourPeer, hit: Hit, message: Uint8Array): void {
    for (const action of hit.working.compiled.actions) this.#do(action, peer, hit, message)
  }

  #do(action: CompiledAction, peer: BehaviourPeer, { working, match }: Hit, message: Uint8Array): void {
    switch (action.do) {
      case 'reply':
        return this.#reply(action.template, peer, match, working.cause)
      case 'echo':
        return peer.answer(message, working.cause)
      case 'half-close':
        return peer.halfClose()
      case 'close':
        return peer.close()
      case 'reset':
        return peer.reset()
      case 'upgrade':
        return peer.upgradeByRule()
      case 'number':
        return this.#takeNumber(peer, match)
      case 'alert':
        return this.#alert(action, peer, match, working.compiled.rule.name)
      case 'sequence':
        return this.#runSequence(action.sequence, peer, match)
      case 'mark':
      case 'ignore':
        return
      default:
        return assertNever(action)
    }
  }

  #reply(template: PayloadTemplate, peer: BehaviourPeer, match: PayloadMatch | null, cause: Cause): void {
    let bytes: Uint8Array
    try {
      bytes = template.constant ?? bytesFor(this.surroundings.sendings.next(template, match), peer)
    } catch (thrown) {
      return peer.tell({ event: 'answer-failed', failure: toFailure(thrown) })
    }
    if (bytes.length > 0) peer.answer(bytes, cause, template)
  }

  /** A text that cannot be made is told as it is written: the person is called all the same. */
  #alert(
    { written, text }: CompiledAlert,
    peer: BehaviourPeer,
    match: PayloadMatch | null,
    rule: string,
  ): void {
    let told = written
    try {
      told = this.surroundings.sendings.nextText(text, peer, match)
    } catch (thrown) {
      peer.tell({ event: 'answer-failed', failure: toFailure(thrown) })
    }
    this.surroundings.alert(peer, rule, told)
  }

  #runSequence(name: string, peer: BehaviourPeer, match: PayloadMatch | null): void {
    try {
      this.surroundings.runSequence(peer, name, match)
    } catch (thrown) {
      peer.tell({ event: 'answer-failed', failure: toFailure(thrown) })
    }
  }

  #takeNumber(peer: BehaviourPeer, match: PayloadMatch | null): void {
    const found = match?.numbered[1] ?? match?.numbered[0]
    if (found) peer.takesNumber(this.surroundings.decode(found).trim().slice(0, 80))
  }

  #remembered(peer: BehaviourPeer): RulePeer {
    const known = this.#peers.get(peer)
    if (known) return known
    const made = new RulePeer(peer)
    this.#peers.set(peer, made)
    return made
  }
}

function mayWait({ delayMs, jitterMs }: { readonly delayMs: number; readonly jitterMs: number }): boolean {
  return delayMs + jitterMs > 0
}
