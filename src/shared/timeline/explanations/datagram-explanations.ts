import type { StepCall } from '../timeline-step'
import type { StepExplanation } from './step-explanation'
import { streamExplanations } from './stream-explanations'

/** What is other with a socket for datagrams (udp(7)). */
export const datagramExplanations: Readonly<Partial<Record<StepCall, StepExplanation>>> = {
  socket: {
    short: { en: 'makes a socket for datagrams', 'zh-CN': '创建数据报套接字' },
    does: {
      en: 'Asks the system for a socket for datagrams. It has no connection: one socket talks to any number of others.',
      'zh-CN': '向系统申请数据报套接字。它没有连接：一个套接字可与任意多个对端通信。',
    },
    next: streamExplanations.socket.next,
  },
  connect: {
    short: { en: 'fixes the only remote address', 'zh-CN': '固定唯一的远端地址' },
    does: {
      en: 'Fixes the address that this socket sends to and hears of. Nothing is sent; refusals of the other side (ICMP) are told from now on.',
      'zh-CN': '固定此套接字收发的唯一地址。不发送任何数据；此后对端的拒绝（ICMP）会被告知。',
    },
    next: streamExplanations.socket.next,
  },
  write: {
    short: { en: 'sends one datagram', 'zh-CN': '发送一个数据报' },
    does: {
      en: 'Hands one datagram to the system, which sends it once. It arrives whole or not at all, and nobody tells which.',
      'zh-CN': '把一个数据报交给系统，只发送一次。它要么完整到达，要么完全丢失，且无人告知。',
    },
    next: {
      en: 'A socket that is bound to that address and port receives it, if there is room in its receive buffer.',
      'zh-CN': '若接收缓冲区有空间，绑定在该地址和端口的套接字会收到它。',
    },
  },
  read: {
    short: { en: 'takes one datagram', 'zh-CN': '取走一个数据报' },
    does: {
      en: 'Takes one datagram from the receive buffer, exactly as it was sent. The order may be another one.',
      'zh-CN': '从接收缓冲区取走一个数据报，内容与发送时一致，但顺序可能不同。',
    },
    next: {
      en: 'An answer, if any, goes to the address that it came from.',
      'zh-CN': '如需应答，应发往它的来源地址。',
    },
  },
  close: {
    short: { en: 'gives the socket back', 'zh-CN': '归还套接字' },
    does: {
      en: 'Gives the socket and its port back to the system. Nothing is sent: the other side does not notice.',
      'zh-CN': '把套接字及其端口归还系统。不发送任何数据，对端不会察觉。',
    },
    next: {
      en: 'Datagrams that come now are refused by the system (ICMP port unreachable).',
      'zh-CN': '此后到来的数据报会被系统拒绝（ICMP 端口不可达）。',
    },
  },
}
