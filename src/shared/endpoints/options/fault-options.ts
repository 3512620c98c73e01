import * as v from 'valibot'
import { FaultTextSchema } from '../../faults/fault-text'
import { option } from './option'

export const faults = option({
  schema: FaultTextSchema,
  default: '',
  label: { en: 'Faults', 'zh-CN': '故障' },
  help: {
    en: 'What is done to messages on their way, such as delay=50,jitter=20,drop=1%,seed=7; in. or out. before a name for one direction (docs/faults.md).',
    'zh-CN':
      '对途中消息的处理，例如 delay=50,jitter=20,drop=1%,seed=7；名称前加 in. 或 out. 表示单个方向（docs/faults.md）。',
  },
  group: 'faults',
  control: { type: 'faults' },
  cli: { flag: '--fault', value: 'FAULTS' },
  applies: 'live',
})

export const faultsOn = option({
  schema: v.boolean(),
  default: true,
  label: { en: 'Faults at work', 'zh-CN': '启用故障' },
  help: {
    en: 'One switch for all of them. Off: what waits goes on at once, and nothing is done to messages.',
    'zh-CN': '全部故障的总开关。关闭时等待中的内容立即转交，不再处理消息。',
  },
  group: 'faults',
  control: { type: 'switch' },
  cli: { flag: '--no-faults', help: 'do nothing to messages, whatever --fault says' },
  applies: 'live',
})
