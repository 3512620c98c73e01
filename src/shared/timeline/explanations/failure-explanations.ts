import type { CaptureEvent } from '../../capture/capture-event'
import { nothingNext, type StepExplanation } from './step-explanation'

const connecting: StepExplanation = {
  short: { en: 'the connection did not come about', 'zh-CN': '连接未能建立' },
  does: {
    en: 'The connection did not come about: it was refused, or there is no way to that address. The socket is given back.',
    'zh-CN': '连接未能建立：被拒绝，或无法到达该地址。套接字已归还系统。',
  },
  next: {
    en: 'The next address is tried, where the name has more. Else a server has to listen there before the next attempt.',
    'zh-CN': '若名称还有其他地址，则尝试下一个；否则需先有服务端在该处监听，再重新尝试。',
  },
}

const handshake: StepExplanation = {
  short: { en: 'both sides do not agree', 'zh-CN': '双方未能达成一致' },
  does: {
    en: 'The handshake over the connection failed: what one side asks for, the other does not offer or does not trust.',
    'zh-CN': '连接之上的握手失败：一方的要求另一方不提供或不信任。',
  },
  next: {
    en: 'No message can follow; the connection is closed. The other side may see the reason in an alert or in the answer.',
    'zh-CN': '不会再有消息，连接将被关闭。对端可能从警报或应答中得知原因。',
  },
}

const writing: StepExplanation = {
  short: { en: 'bytes that never left', 'zh-CN': '未能发出的字节' },
  does: {
    en: 'Bytes that were handed over never reached the system: the connection was gone before it took them.',
    'zh-CN': '交出的字节从未到达系统：在系统接收之前连接已断开。',
  },
  next: nothingNext,
}

const ended: StepExplanation = {
  short: { en: 'the connection ends with a failure', 'zh-CN': '连接因故障结束' },
  does: {
    en: 'The connection ended for this reason. What had not been sent or read by then is lost.',
    'zh-CN': '连接因此结束，此前未发送或未读取的内容已丢失。',
  },
  next: nothingNext,
}

/** What a call that failed means, by the event that tells of it; null where there is nothing more to say than that it failed. */
export function failureExplanation(event: CaptureEvent | null): StepExplanation | null {
  switch (event?.event) {
    case 'connect-failed':
      return connecting
    case 'handshake-failed':
    case 'upgrade-refused':
    case 'websocket-refused':
      return handshake
    case 'send-failed':
      return writing
    case 'closed':
    case 'leg-closed':
      return ended
    default:
      return null
  }
}
