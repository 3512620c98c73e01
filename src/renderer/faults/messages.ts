import { defineMessages } from '../language/define-messages'

export const faultMessages = defineMessages({
  en: {
    label: 'Faults',
    view: 'Faults',
    viewOn: 'Faults on',
    on: 'Faults at work',
    in: 'In',
    out: 'Out',
    cell: '{fault}, {way}',
    seed: 'Seed',
    anySeed: 'any',
    seedHelp: 'With the same seed and the same messages the same happens. Empty: another one at each start.',
    apply: 'Apply',
    undo: 'Undo',
    help: 'In: what was received is recorded as it came, then delayed, dropped or altered before rules and scripts hear it. Out: what is sent is recorded as it was given, and as it left where that differs.',
    helpRelay:
      'In: on the way from the client to the target. Out: back, with what rules answer. Messages are recorded as they came, and as they went on where that differs.',
    asText: 'On the command line:',
    nothing: 'no faults',
  },
  'zh-CN': {
    label: '故障',
    view: '故障',
    viewOn: '故障（启用）',
    on: '启用故障',
    in: '接收',
    out: '发送',
    cell: '{fault}，{way}',
    seed: '种子',
    anySeed: '任意',
    seedHelp: '种子和消息相同，结果即相同。留空则每次启动另取。',
    apply: '应用',
    undo: '撤销',
    help: '接收：收到的内容原样记录，之后在规则和脚本处理前被延迟、丢弃或更改。发送：按给出的内容记录，若实际发出的不同则另记一条。',
    helpRelay:
      '接收：从客户端到目标的方向；发送：反方向，包括规则的回复。消息按到达时的内容记录，转交内容不同时另记一条。',
    asText: '命令行写法：',
    nothing: '无故障',
  },
})
