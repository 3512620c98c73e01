import type { ErrorEntry } from './error-entry'

/** Failures of payloads and what is sent. */
export const payloadErrors = {
  E_PAYLOAD_EMPTY: {
    what: { en: 'The payload is empty.', 'zh-CN': '载荷为空。' },
    remedy: { en: 'Type something to send.', 'zh-CN': '请输入要发送的内容。' },
  },
  E_PAYLOAD_TOO_LARGE: {
    what: {
      en: 'The payload has {bytes} bytes, the limit is {limit}.',
      'zh-CN': '载荷有 {bytes} 字节，上限为 {limit} 字节。',
    },
    remedy: { en: 'Nothing was sent; split it.', 'zh-CN': '未发送任何数据，请拆分。' },
  },
  E_HEX_ODD: {
    what: {
      en: 'The hex digit at position {position} stands alone.',
      'zh-CN': '位置 {position} 的十六进制数字不成对。',
    },
    remedy: { en: 'Every byte takes two digits.', 'zh-CN': '每个字节需要两位数字。' },
  },
  E_HEX_CHARACTER: {
    what: {
      en: '“{character}” at position {position} is not a hex digit.',
      'zh-CN': '位置 {position} 的“{character}”不是十六进制数字。',
    },
    remedy: {
      en: 'Allowed are 0-9, a-f, 0x, spaces, commas, colons and line breaks.',
      'zh-CN': '可用 0-9、a-f、0x、空格、逗号、冒号和换行。',
    },
  },
  E_ESCAPE: {
    what: {
      en: '“{escape}” at position {position} is not an escape.',
      'zh-CN': '位置 {position} 的“{escape}”不是有效转义。',
    },
    remedy: {
      en: 'Use \\n \\r \\t \\0 \\\\ \\xNN \\u{} or \\{{.',
      'zh-CN': '可用 \\n \\r \\t \\0 \\\\ \\xNN \\u{} 或 \\{{。',
    },
  },
  E_VARIABLE: {
    what: {
      en: 'The variable at position {position} is not complete: it has no name, or no end on its line.',
      'zh-CN': '位置 {position} 的变量不完整：没有名称，或在同一行内没有结束。',
    },
    remedy: {
      en: 'Close its parentheses and braces, or write \\{{ for two plain braces.',
      'zh-CN': '请补全右括号和右花括号；要输入两个花括号请写 \\{{。',
    },
  },
  E_VARIABLE_UNKNOWN: {
    what: {
      en: 'The variable at position {position}, {name}, does not exist.',
      'zh-CN': '位置 {position} 的变量 {name} 不存在。',
    },
    remedy: {
      en: 'Choose one from the list, define it in the workspace, or write \\{{ for two plain braces.',
      'zh-CN': '请从列表中选择，或在工作区中定义；要输入两个花括号请写 \\{{。',
    },
  },
  E_VARIABLE_ARGUMENT: {
    what: {
      en: 'The arguments at position {position} do not fit {name}: “{argument}”.',
      'zh-CN': '位置 {position} 的参数“{argument}”不符合 {name}。',
    },
    remedy: {
      en: 'Write it as the list of variables shows it.',
      'zh-CN': '请按变量列表中的写法填写。',
    },
  },
  E_VARIABLE_RANGE: {
    what: {
      en: '{value} does not fit {type}, which takes {lowest} to {highest}.',
      'zh-CN': '{value} 超出 {type} 的范围 {lowest} 到 {highest}。',
    },
    remedy: { en: 'Take a wider type or another value.', 'zh-CN': '请改用更宽的类型或其他值。' },
  },
  E_VARIABLE_NUMBER: {
    what: { en: '{type} needs a number, not “{value}”.', 'zh-CN': '{type} 需要数字，而不是“{value}”。' },
    remedy: { en: 'Put it before a variable that is a number.', 'zh-CN': '请将它用于数值变量。' },
  },
  E_VARIABLE_PLACE: {
    what: { en: '{name} has no value here.', 'zh-CN': '{name} 在此处没有值。' },
    remedy: {
      en: 'match. is for what a message sets off; peer. and local. for what is sent to somebody.',
      'zh-CN': 'match. 用于由消息触发的内容；peer. 和 local. 用于发送给对端的内容。',
    },
  },
  E_VARIABLE_GROUP: {
    what: {
      en: 'The pattern has no group {member}.',
      'zh-CN': '模式没有分组 {member}。',
    },
    remedy: {
      en: 'Groups are counted from 1 by their opening parentheses; match.0 is the whole match.',
      'zh-CN': '分组按左括号从 1 编号；match.0 为整个匹配。',
    },
  },
  E_VARIABLE_NAME: {
    what: {
      en: 'The value “{value}” cannot be part of a file name.',
      'zh-CN': '值“{value}”不能作为文件名的一部分。',
    },
    remedy: {
      en: 'Write folders into the name itself, outside of variables.',
      'zh-CN': '请将文件夹直接写在名称中，不要放在变量里。',
    },
  },
  E_VARIABLE_COUNT: {
    what: {
      en: 'A payload has at most {limit} variables, {depth} deep at most.',
      'zh-CN': '一个载荷最多有 {limit} 个变量，最多嵌套 {depth} 层。',
    },
    remedy: { en: 'Send it in parts, or from a file.', 'zh-CN': '请分开发送，或从文件发送。' },
  },
  E_ENVIRONMENT_MISSING: {
    what: { en: 'The environment has no variable {name}.', 'zh-CN': '环境中没有变量 {name}。' },
    remedy: {
      en: 'Set it before Sockwright is started, or use a variable of the workspace.',
      'zh-CN': '请在启动 Sockwright 之前设置，或改用工作区变量。',
    },
  },
  E_ENVIRONMENT_CONSENT: {
    what: {
      en: 'This workspace was not made here and wants to read the environment variable {name}.',
      'zh-CN': '此工作区并非在本机创建，它要读取环境变量 {name}。',
    },
    remedy: {
      en: 'Allow it for this workspace if you trust where it came from.',
      'zh-CN': '如果信任其来源，请允许此工作区读取。',
    },
  },
  E_FIELD_OUTSIDE: {
    what: {
      en: 'Field {field} is placed at {at}, outside of the {bytes} bytes of the message.',
      'zh-CN': '第 {field} 个字段的位置 {at} 超出消息的 {bytes} 字节。',
    },
    remedy: {
      en: 'A placed field goes over bytes that are there; append it to add bytes.',
      'zh-CN': '指定位置的字段覆盖已有字节；要增加字节请改为追加。',
    },
  },
  E_FIELD_OVERLAP: {
    what: {
      en: 'Field {field} lies over field {other}.',
      'zh-CN': '第 {field} 个字段与第 {other} 个字段重叠。',
    },
    remedy: { en: 'Place it elsewhere, or append it.', 'zh-CN': '请换一个位置，或改为追加。' },
  },
  E_FIELD_RANGE: {
    what: {
      en: 'Field {field} is over bytes {from} to {to}, which are not in the {bytes} bytes of the message.',
      'zh-CN': '第 {field} 个字段的范围 {from} 到 {to} 不在消息的 {bytes} 字节之内。',
    },
    remedy: {
      en: 'Positions count from 0; negative ones count from the end.',
      'zh-CN': '位置从 0 开始；负数从末尾计数。',
    },
  },
  E_FIELD_VALUE: {
    what: {
      en: 'Field {field} cannot hold {value}: it takes 0 to {highest}.',
      'zh-CN': '第 {field} 个字段无法存放 {value}：范围为 0 到 {highest}。',
    },
    remedy: { en: 'Choose a wider form.', 'zh-CN': '请选择更宽的形式。' },
  },
  E_ENCODING: {
    what: {
      en: '“{character}” at position {position} does not exist in {encoding}.',
      'zh-CN': '位置 {position} 的“{character}”在 {encoding} 中不存在。',
    },
    remedy: { en: 'Choose another encoding or another character.', 'zh-CN': '请换一种编码或换一个字符。' },
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>
