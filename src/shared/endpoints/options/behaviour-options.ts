import * as v from 'valibot'
import { option } from './option'
import { payloadText } from './option-schemas'

export const echo = option({
  schema: v.boolean(),
  default: false,
  label: { en: 'Echo', 'zh-CN': '回显' },
  help: {
    en: 'Send every message back to whom it came from.',
    'zh-CN': '将收到的每条消息原样发回。',
  },
  group: 'behaviour',
  control: { type: 'switch' },
  cli: { flag: '--echo' },
  applies: 'live',
})

export const greet = option({
  schema: payloadText,
  default: '',
  label: { en: 'Greeting', 'zh-CN': '问候' },
  help: {
    en: 'Text sent when a connection opens, with escapes such as \\r\\n. Empty: none.',
    'zh-CN': '连接建立时发送的文本，可用 \\r\\n 等转义。留空则不发送。',
  },
  group: 'behaviour',
  control: { type: 'text' },
  cli: { flag: '--greet', value: 'TEXT' },
  applies: 'live',
})

export const reply = option({
  schema: payloadText,
  default: '',
  label: { en: 'Reply', 'zh-CN': '应答' },
  help: {
    en: 'Text sent in answer to every message, with escapes such as \\r\\n. Empty: none.',
    'zh-CN': '收到每条消息后发送的文本，可用 \\r\\n 等转义。留空则不发送。',
  },
  group: 'behaviour',
  control: { type: 'text', multiline: true },
  cli: { flag: '--reply', value: 'TEXT' },
  applies: 'live',
})
