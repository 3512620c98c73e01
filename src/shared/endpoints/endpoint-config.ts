import * as v from 'valibot'
import type { LocalText } from '../language/local-text'
import type { Rewrite } from '../relay/rewrite'
import type { RuleList } from '../rules/rule'
import type { EndpointScript } from '../scripts/endpoint-script'
import type { EndpointKind } from './endpoint-kind'
import type { OptionDefinitions, OptionValues } from './options/option'
import { optionDemand } from './options/option-demand'
import { optionDefinitions } from './options/option-definitions'
import type { relayOptions } from './options/relay-options'
import type { tcpClientOptions } from './options/tcp-client-options'
import type { tcpServerOptions } from './options/tcp-server-options'
import type { udpOptions } from './options/udp-options'
import type { wsClientOptions } from './options/ws-client-options'
import type { wsServerOptions } from './options/ws-server-options'
import type { unixClientOptions, unixServerOptions } from './options/unix-options'

export type TcpServerOptions = OptionValues<typeof tcpServerOptions>
export type TcpClientOptions = OptionValues<typeof tcpClientOptions>
export type UdpOptions = OptionValues<typeof udpOptions>
export type WsServerOptions = OptionValues<typeof wsServerOptions>
export type WsClientOptions = OptionValues<typeof wsClientOptions>
export type RelayOptions = OptionValues<typeof relayOptions>
export type UnixServerOptions = OptionValues<typeof unixServerOptions>
export type UnixClientOptions = OptionValues<typeof unixClientOptions>

/** Identifies an endpoint within its workspace; made by the engine. */
export const EndpointIdSchema = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,64}$/))
export type EndpointId = v.InferOutput<typeof EndpointIdSchema>

export const EndpointNameSchema = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(80))

interface EndpointOf<K extends EndpointKind, Options> {
  readonly id: EndpointId
  readonly name: string
  readonly kind: K
  readonly options: Options
  readonly rules: RuleList
  /** What a relay rewrites, in this order; left out where there is nothing. */
  readonly rewrites?: readonly Rewrite[]
  readonly script: EndpointScript
}

/** What a workspace keeps of one endpoint; every option is present. */
export type EndpointConfig =
  | EndpointOf<'tcp-server', TcpServerOptions>
  | EndpointOf<'tcp-client', TcpClientOptions>
  | EndpointOf<'udp', UdpOptions>
  | EndpointOf<'ws-server', WsServerOptions>
  | EndpointOf<'ws-client', WsClientOptions>
  | EndpointOf<'relay', RelayOptions>
  | EndpointOf<'unix-server', UnixServerOptions>
  | EndpointOf<'unix-client', UnixClientOptions>

export type EndpointOptions<K extends EndpointKind = EndpointKind> = Extract<
  EndpointConfig,
  { kind: K }
>['options']

/** Options by name as a person or a file gives them: unchecked values, any of them left out. */
export const OptionInputSchema = v.record(v.string(), v.unknown())
export type OptionInput = v.InferOutput<typeof OptionInputSchema>

/** One option that is not as its definition demands. */
export interface OptionIssue {
  readonly option: string
  /** What a person calls it. */
  readonly label: LocalText
  readonly reason: LocalText
}

export type OptionCheck<K extends EndpointKind> =
  | { readonly ok: true; readonly options: EndpointOptions<K> }
  | { readonly ok: false; readonly issues: readonly OptionIssue[] }

const noSuchOption: LocalText = { en: 'there is no such option', 'zh-CN': '没有这个选项' }

/** Checks options against the definitions of `kind` and fills in defaults. Unknown names are issues. */
export function checkOptions<K extends EndpointKind>(kind: K, input: OptionInput): OptionCheck<K> {
  const definitions: OptionDefinitions = optionDefinitions[kind]
  const issues: OptionIssue[] = Object.keys(input)
    .filter((name) => !Object.hasOwn(definitions, name))
    .map((name) => ({ option: name, label: { en: name, 'zh-CN': name }, reason: noSuchOption }))
  const values: Record<string, unknown> = {}
  for (const [name, definition] of Object.entries(definitions)) {
    const given = Object.hasOwn(input, name) ? input[name] : undefined
    const result = v.safeParse(definition.schema, given ?? definition.default)
    if (result.success) values[name] = result.output
    else issues.push({ option: name, label: definition.label, reason: optionDemand(definition, given) })
  }
  if (issues.length > 0) return { ok: false, issues }
  return { ok: true, options: values as unknown as EndpointOptions<K> }
}

/** The default options of `kind`. */
export function defaultOptions<K extends EndpointKind>(kind: K): EndpointOptions<K> {
  const definitions: OptionDefinitions = optionDefinitions[kind]
  const values = Object.fromEntries(
    Object.entries(definitions).map(([name, definition]) => [name, definition.default]),
  )
  return values as unknown as EndpointOptions<K>
}
