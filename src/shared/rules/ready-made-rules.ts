import { endpointKinds, socketRoles, type EndpointKind } from '../endpoints/endpoint-kind'
import type { Language, LocalText } from '../language/local-text'
import type { Rule, RuleAction, RuleList, RuleTrigger } from './rule'

/** A rule as it is added: the list gives it its id. */
export type NewRule = Omit<Rule, 'id'>

/** Rules for a common need, added as they are and then the person's own. */
export interface ReadyMadeRules {
  readonly id: string
  readonly name: LocalText
  readonly help: LocalText
  /** The endpoints that they are for. */
  readonly kinds: readonly EndpointKind[]
  /** What the list must be set to for them to work as told; null where both do. */
  readonly which: RuleList['which'] | null
  /** Their names are in the language of whoever adds them. */
  rules(kind: EndpointKind, language: Language): readonly NewRule[]
}

const all = endpointKinds
const servers = endpointKinds.filter((kind) => socketRoles[kind] !== 'client')
const clients = endpointKinds.filter((kind) => socketRoles[kind] !== 'server')
const anything: RuleTrigger = { when: 'message', match: { by: 'any' } }
const opened: RuleTrigger = { when: 'opened' }

const usual = { on: true, delayMs: 0, jitterMs: 0, probability: 1, limit: null } as const

function rule(
  name: string,
  trigger: RuleTrigger,
  actions: RuleAction[],
  change: Partial<NewRule> = {},
): NewRule {
  return { ...usual, name, trigger, actions, ...change }
}

function reply(text: string): RuleAction {
  return { do: 'reply', payload: { form: 'text', text, lineEnding: 'none' } }
}

function pattern(expression: string, flags = ''): RuleTrigger {
  return { when: 'message', match: { by: 'regex', pattern: expression, flags } }
}

/** A line of RFC 864: 72 of the 95 printing characters, each line beginning one further. */
function ringLine(first: number): string {
  const characters = Array.from({ length: 72 }, (_, at) => String.fromCharCode(32 + ((first + at) % 95)))
  return `${characters.join('').replaceAll('\\', '\\\\').replaceAll('{{', '\\{{')}\\r\\n`
}

const ringLines = Array.from({ length: 95 }, (_, first) => ringLine(first)).join('')

const dayTime = '{{now(yyyy-MM-dd HH:mm:ss)}}\\r\\n'
const okResponse = [
  'HTTP/1.1 200 OK',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Length: 3',
  'Connection: close',
  '',
  'OK\\n',
].join('\\r\\n')

/** Every ready-made rule, in the order in which they are offered. */
export const readyMadeRules: readonly ReadyMadeRules[] = [
  {
    id: 'numbered-greeting',
    name: { en: 'Numbered greeting', 'zh-CN': '编号问候' },
    help: {
      en: 'Each client gets its number as the first message.',
      'zh-CN': '每个客户端收到的第一条消息是它的编号。',
    },
    kinds: servers,
    which: null,
    rules: (_, language) => [
      rule({ en: 'Numbered greeting', 'zh-CN': '编号问候' }[language], opened, [reply('{{peer.number}}\\n')]),
    ],
  },
  {
    id: 'own-number',
    name: { en: 'First reply is my number', 'zh-CN': '首个应答是我的编号' },
    help: {
      en: 'The first message is our number; later ones are classed as error or data by pattern.',
      'zh-CN': '第一条消息是我方编号；之后的消息按模式归为错误或数据。',
    },
    kinds: clients,
    which: 'first',
    rules: (_, language) => [
      rule({ en: 'My number', 'zh-CN': '我的编号' }[language], pattern('(\\d+)'), [{ do: 'number' }], {
        limit: { count: 1, per: 'peer' },
      }),
      rule({ en: 'Errors', 'zh-CN': '错误' }[language], pattern('^(?:ERR|ERROR|FAIL)', 'i'), [
        { do: 'mark', as: 'error' },
      ]),
      rule({ en: 'Data', 'zh-CN': '数据' }[language], anything, [{ do: 'mark', as: 'data' }]),
    ],
  },
  {
    id: 'heartbeat',
    name: { en: 'Heartbeat', 'zh-CN': '心跳' },
    help: {
      en: 'Sends a numbered heartbeat whenever nothing has come for 30 seconds.',
      'zh-CN': '每当 30 秒内没有收到任何内容，就发送带序号的心跳。',
    },
    kinds: all,
    which: null,
    rules: (_, language) => [
      rule({ en: 'Heartbeat', 'zh-CN': '心跳' }[language], { when: 'idle', ms: 30_000 }, [
        reply('HEARTBEAT {{seq}}\\n'),
      ]),
    ],
  },
  {
    id: 'http-200',
    name: { en: 'HTTP 200', 'zh-CN': 'HTTP 200' },
    help: {
      en: 'Answers each HTTP/1.x request with 200 OK and closes the connection (RFC 9112).',
      'zh-CN': '以 200 OK 应答每个 HTTP/1.x 请求并关闭连接（RFC 9112）。',
    },
    kinds: ['tcp-server'],
    which: null,
    rules: () => [
      rule('HTTP 200', pattern('^[A-Z]+ \\S+ HTTP/1\\.[01]\\r?\\n?'), [reply(okResponse), { do: 'close' }]),
    ],
  },
  {
    id: 'line-echo',
    name: { en: 'Line echo', 'zh-CN': '逐行回显' },
    help: {
      en: 'Sends every message that ends a line back as it came (RFC 862); frame by lines.',
      'zh-CN': '将每条以换行结束的消息原样发回（RFC 862）；请按行分帧。',
    },
    kinds: all,
    which: null,
    rules: (_, language) => [
      rule(
        { en: 'Line echo', 'zh-CN': '逐行回显' }[language],
        { when: 'message', match: { by: 'ends', text: '\\n' } },
        [{ do: 'echo' }],
      ),
    ],
  },
  {
    id: 'delay-line',
    name: { en: 'Delay line', 'zh-CN': '延迟线' },
    help: {
      en: 'Sends everything back one second later, in order.',
      'zh-CN': '一秒后按顺序发回所有内容。',
    },
    kinds: all,
    which: null,
    rules: (_, language) => [
      rule({ en: 'Delay line', 'zh-CN': '延迟线' }[language], anything, [{ do: 'echo' }], { delayMs: 1_000 }),
    ],
  },
  {
    id: 'discard',
    name: { en: 'Discard', 'zh-CN': '丢弃' },
    help: {
      en: 'Takes every message and answers nothing (RFC 863); rules below it rest.',
      'zh-CN': '接收所有消息而不应答（RFC 863）；其后的规则不再动作。',
    },
    kinds: all,
    which: 'first',
    rules: (_, language) => [
      rule({ en: 'Discard', 'zh-CN': '丢弃' }[language], anything, [{ do: 'ignore' }]),
    ],
  },
  {
    id: 'chargen',
    name: { en: 'Character generator', 'zh-CN': '字符发生器' },
    help: {
      en: 'Sends the 95 lines of RFC 864 on opening and after each second of silence; over UDP one line for each datagram.',
      'zh-CN': '连接打开时以及每静默一秒后发送 RFC 864 的 95 行字符；UDP 则对每个数据报发送一行。',
    },
    kinds: servers,
    which: null,
    rules(kind, language) {
      const name = { en: 'Character generator', 'zh-CN': '字符发生器' }[language]
      if (kind === 'udp') return [rule(name, anything, [reply(ringLine(0))])]
      return [
        rule(name, opened, [reply(ringLines)]),
        rule(
          { en: 'Character generator, on', 'zh-CN': '字符发生器（续）' }[language],
          { when: 'idle', ms: 1_000 },
          [reply(ringLines)],
        ),
      ]
    },
  },
  {
    id: 'daytime',
    name: { en: 'Daytime', 'zh-CN': '日期时间' },
    help: {
      en: 'Sends date and time on opening and closes; over UDP an answer to each datagram (RFC 867).',
      'zh-CN': '连接打开时发送日期和时间并关闭；UDP 则应答每个数据报（RFC 867）。',
    },
    kinds: servers,
    which: null,
    rules(kind, language) {
      const name = { en: 'Daytime', 'zh-CN': '日期时间' }[language]
      if (kind === 'udp') return [rule(name, anything, [reply(dayTime)])]
      return [rule(name, opened, [reply(dayTime), { do: 'close' }])]
    },
  },
]
