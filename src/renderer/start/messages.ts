import { defineMessages } from '../language/define-messages'

export const startMessages = defineMessages({
  en: {
    open: 'Open a socket',
    openHelp: 'Pick one; it starts with sensible settings and you can change everything later.',
    try: 'Try it in one click',
    tryHelp: 'Working pairs on loopback, ready to look at.',
    recent: 'Recent workspaces',
    noRecent: 'Workspaces that you open appear here.',
    current: 'open now',
    endpointsOne: '1 endpoint',
    endpoints: '{count} endpoints',
    recentFacts: '{endpoints}, {when}',
    example: {
      echo: 'Echo server and client',
      udpPair: 'Pair of UDP endpoints',
      websocket: 'WebSocket echo',
      http: 'HTTP by hand',
      relay: 'Relay in the middle',
    },
    exampleKind: { echo: 'TCP', udpPair: 'UDP', websocket: 'WebSocket', http: 'TCP', relay: 'TCP' },
    timelineHint:
      'The Timeline of a tab shows each call of both ends, from socket() to close(). Send something, stop the client, and watch.',
    showTimeline: 'Show the timeline',
  },
  'zh-CN': {
    open: '打开套接字',
    openHelp: '选择一种，默认设置即可使用，之后都可修改。',
    try: '一键试用',
    tryHelp: '在本机回环上的成对示例，立即可用。',
    recent: '最近的工作区',
    noRecent: '打开过的工作区会显示在这里。',
    current: '当前打开',
    endpointsOne: '1 个端点',
    endpoints: '{count} 个端点',
    recentFacts: '{endpoints}，{when}',
    example: {
      echo: '回显服务端与客户端',
      udpPair: '一对 UDP 端点',
      websocket: 'WebSocket 回显',
      http: '手写 HTTP',
      relay: '中间的中继',
    },
    exampleKind: { echo: 'TCP', udpPair: 'UDP', websocket: 'WebSocket', http: 'TCP', relay: 'TCP' },
    timelineHint:
      '标签页中的“时间线”显示两端从 socket() 到 close() 的每一次调用。发送数据，再停止客户端，即可看到。',
    showTimeline: '显示时间线',
  },
})
