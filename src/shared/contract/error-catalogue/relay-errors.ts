import type { ErrorEntry } from './error-entry'

/** Failures of relays and faults. */
export const relayErrors = {
  E_RELAY_LOOP: {
    what: {
      en: 'The target {target} is this relay itself: it would connect to itself without end.',
      'zh-CN': '目标 {target} 就是该中继自身：它将无休止地连接自己。',
    },
    remedy: {
      en: 'Name the server that the relay stands before, or listen on another port.',
      'zh-CN': '请填写中继后面的服务器，或换一个监听端口。',
    },
  },
  E_RELAY_SEND: {
    what: {
      en: 'A relay only forwards: it sends nothing of its own.',
      'zh-CN': '中继只转交：不会自行发送任何内容。',
    },
    remedy: {
      en: 'Send from the client or the target, or edit a message that the relay holds.',
      'zh-CN': '请从客户端或目标发送，或编辑中继扣留的消息。',
    },
  },
  E_RELAY_ONLY: {
    what: { en: '{what} is for relays only.', 'zh-CN': '{what}仅用于中继。' },
    remedy: { en: 'Choose an endpoint of the kind relay.', 'zh-CN': '请选择中继类型的端点。' },
  },
  E_RELAY_RULES: {
    what: {
      en: 'The rule “{rule}” of a relay cannot {action}.',
      'zh-CN': '中继的规则“{rule}”不能{action}。',
    },
    remedy: {
      en: 'Let it reply, close, mark or alert, or give the rule to the client or the target.',
      'zh-CN': '可让其回复、关闭、标记或提醒，或把规则放到客户端或目标上。',
    },
  },
  E_FAULT_STREAM: {
    what: {
      en: '{faults}: datagrams cannot have this fault.',
      'zh-CN': '{faults}：数据报不能有此故障。',
    },
    remedy: { en: 'Take it out, or use a stream such as TCP.', 'zh-CN': '请去除，或使用 TCP 等流。' },
  },
  E_REWRITE_GROUP: {
    what: {
      en: 'The expression has no group “{group}”.',
      'zh-CN': '表达式没有分组“{group}”。',
    },
    remedy: {
      en: 'Use $0 for the whole match, $1 … for its groups, $$ for a dollar sign.',
      'zh-CN': '$0 表示整个匹配，$1 … 表示各分组，$$ 表示美元符号。',
    },
  },
  E_HELD_UNKNOWN: {
    what: { en: 'Message {held} is not held any more.', 'zh-CN': '消息 {held} 已不再扣留。' },
    remedy: {
      en: 'It was let go or dropped, or its connection has ended.',
      'zh-CN': '它已被放行或丢弃，或其连接已结束。',
    },
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>
