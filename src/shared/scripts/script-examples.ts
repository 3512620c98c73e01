import type { LocalText } from '../language/local-text'

/** A script to begin with. */
export interface ScriptExample {
  readonly id: string
  readonly name: LocalText
  readonly about: LocalText
  readonly source: string
}

/** Scripts that come with the program, simple ones first. */
export const scriptExamples: readonly ScriptExample[] = [
  {
    id: 'upper-case',
    name: { en: 'Upper-case echo', 'zh-CN': '大写回显' },
    about: { en: 'Sends back every message in capitals.', 'zh-CN': '将每条消息转为大写后发回。' },
    source: `// Sends back every message in capitals.
function onMessage(peer, message) {
  peer.send(message.text.toUpperCase())
}
`,
  },
  {
    id: 'request-response',
    name: { en: 'Request and response', 'zh-CN': '请求与应答' },
    about: {
      en: 'A small key-value server with GET, SET and COUNT; frame messages by lines.',
      'zh-CN': '支持 GET、SET、COUNT 的小型键值服务器，消息请按行分帧。',
    },
    source: `// A small key-value server. Frame messages by lines: SET name value, GET name, COUNT.
endpoint.state.values = new Map()

function onMessage(peer, message) {
  const [command = '', key = '', ...rest] = message.text.trim().split(' ')
  peer.send(answer(command.toUpperCase(), key, rest.join(' ')) + '\\r\\n')
}

function answer(command, key, value) {
  const { values } = endpoint.state
  switch (command) {
    case 'SET':
      values.set(key, value)
      return 'OK'
    case 'GET':
      return values.get(key) ?? 'NOT FOUND'
    case 'COUNT':
      return String(values.size)
    default:
      return 'ERROR unknown command ' + command
  }
}
`,
  },
  {
    id: 'heartbeat',
    name: { en: 'Heartbeat with state', 'zh-CN': '带状态的心跳' },
    about: {
      en: 'Sends a heartbeat every five seconds and closes peers that miss three answers.',
      'zh-CN': '每五秒发送心跳，连续三次无应答则关闭连接。',
    },
    source: `// Sends a heartbeat every five seconds and closes a peer that has not answered three of them.
function onOpen(peer) {
  peer.state.missed = 0
  peer.every(5000, () => {
    if (peer.state.missed === 3) {
      warn('peer', peer.number, 'does not answer')
      peer.close()
      return
    }
    peer.state.missed++
    peer.send('PING\\n')
  })
}

function onMessage(peer, message) {
  peer.state.missed = 0
}

function onClose(peer) {
  log('peer', peer.number, 'has gone,', endpoint.peers.length, 'left')
}
`,
  },
  {
    id: 'length-prefixed',
    name: { en: 'Length-prefixed protocol', 'zh-CN': '长度前缀协议' },
    about: {
      en: 'Messages with a type, a checked body and a CRC; frame them by a 2-byte length.',
      'zh-CN': '含类型、正文与 CRC 的消息，请按 2 字节长度分帧。',
    },
    source: `// Frames: length (2 bytes, big endian, of what follows), type (1), sequence (2), body, CRC-16 MODBUS (2).
// Set the framing of the endpoint to a 2-byte big-endian length.
const types = { login: 1, loginOk: 2, data: 3, received: 4, refused: 255 }

function onOpen(peer) {
  peer.state.user = null
}

function onMessage(peer, message) {
  const { bytes: frame } = message
  const end = frame.length - 2
  if (end < 5 || hex(checksum('crc-16/modbus', frame.subarray(2, end))) !== hex(frame.subarray(end))) {
    warn('a broken frame from', peer.number, message.hex)
    return reply(peer, types.refused, 0, 'broken frame')
  }
  const type = readUint(frame, 2, 1)
  const sequence = readUint(frame, 3, 2)
  const body = frame.subarray(5, end)

  if (type === types.login) {
    peer.state.user = decode(body)
    log('peer', peer.number, 'is', peer.state.user)
    reply(peer, types.loginOk, sequence, 'welcome')
  } else if (peer.state.user === null) {
    reply(peer, types.refused, sequence, 'log in first')
  } else {
    reply(peer, types.received, sequence, body)
  }
}

function reply(peer, type, sequence, body) {
  const content = bytes(uint(type, 1), uint(sequence, 2), body)
  const crc = checksum('crc-16/modbus', content)
  peer.send(bytes(uint(content.length + crc.length, 2), content, crc))
}
`,
  },
]
