import { SockwrightError } from '../../contract/errors'
import type { PayloadContext, PayloadRecipient } from '../payload-context'
import type { VariableDefinition } from './variable-definition'
import { numberValue, textValue, type VariableValue } from './variable-value'

function ofRecipient(
  name: string,
  example: string,
  help: VariableDefinition['help'],
  read: (recipient: PayloadRecipient) => VariableValue,
): VariableDefinition {
  return {
    name,
    parameters: [],
    needs: 'recipient',
    help,
    example,
    make: () => (context) => {
      if (!context.recipient) throw new SockwrightError('E_VARIABLE_PLACE', { name })
      return read(context.recipient)
    },
  }
}

function ownValue<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}

function environmentValue({ sources }: PayloadContext, name: string): VariableValue {
  if (!sources.environment) throw new SockwrightError('E_ENVIRONMENT_CONSENT', { name })
  const value = ownValue(sources.environment, name)
  if (value === undefined) throw new SockwrightError('E_ENVIRONMENT_MISSING', { name })
  return textValue(value)
}

/** Variables that depend on where, to whom and in answer to what a payload is sent. */
export const placeVariables: readonly VariableDefinition[] = [
  ofRecipient(
    'peer.number',
    '{{peer.number}}',
    { en: 'The number of the peer that it is sent to.', 'zh-CN': '接收方对端的编号。' },
    ({ peer }) => numberValue(peer),
  ),
  ofRecipient(
    'peer.address',
    '{{peer.address}}',
    { en: 'The IP address of the peer.', 'zh-CN': '对端的 IP 地址。' },
    ({ remote }) => textValue(remote.address),
  ),
  ofRecipient(
    'peer.port',
    '{{u16be peer.port}}',
    { en: 'The port of the peer.', 'zh-CN': '对端的端口。' },
    ({ remote }) => numberValue(remote.port),
  ),
  ofRecipient(
    'local.port',
    '{{local.port}}',
    { en: 'The port that it is sent from.', 'zh-CN': '发送所用的本地端口。' },
    ({ local }) => numberValue(local.port),
  ),
  {
    name: 'match',
    member: { placeholder: '1', pattern: /^(?:\d{1,3}|[A-Za-z_]\w{0,63})$/ },
    parameters: [],
    needs: 'match',
    help: {
      en: 'In rules: what the group with this number or name matched, as received; match.0 is the whole match.',
      'zh-CN': '用于规则：该编号或名称的分组所匹配的内容，原样插入；match.0 为整个匹配。',
    },
    example: '{{match.1}}',
    make: ({ member }) => {
      const empty = new Uint8Array()
      const number = /^\d/.test(member) ? Number(member) : null
      return ({ match }) => {
        if (!match) throw new SockwrightError('E_VARIABLE_PLACE', { name: `match.${member}` })
        const found = number === null ? ownValue(match.named, member) : match.numbered[number]
        return { is: 'bytes', bytes: found ?? empty }
      }
    },
  },
  {
    name: 'env',
    member: { placeholder: 'NAME', pattern: /^[A-Za-z_][A-Za-z0-9_]{0,255}$/ },
    parameters: [],
    needs: 'environment',
    help: {
      en: 'A variable of the environment that Sockwright was started in. A workspace that was not made here needs your consent.',
      'zh-CN': '启动 Sockwright 时的环境变量。非本机创建的工作区需要您同意。',
    },
    example: '{{env.USER}}',
    make:
      ({ member }) =>
      (context) =>
        environmentValue(context, member),
  },
]
