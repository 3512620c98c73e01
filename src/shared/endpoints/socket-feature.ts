import type { LocalText } from '../language/local-text'

/**
 * What some runtimes and systems can do with sockets and others cannot. The engine finds out by trying; an option that
 * needs one is disabled where it is absent.
 */
export type SocketFeature = 'tcp-reuse-port' | 'udp-reuse-port' | 'type-of-service' | 'abstract-socket'

const reusePort: LocalText = {
  en: 'It needs Node 22.12 or later, on Linux or a BSD system.',
  'zh-CN': '需要 Node 22.12 或更高版本，且系统为 Linux 或 BSD。',
}

/** Why a feature is absent where it is: what it needs. */
export const socketFeatureNeeds: Readonly<Record<SocketFeature, LocalText>> = {
  'tcp-reuse-port': reusePort,
  'udp-reuse-port': reusePort,
  'abstract-socket': {
    en: 'It needs Linux and a later Node: this one pads the name, so that no other program finds it.',
    'zh-CN': '需要 Linux 和更新的 Node：当前版本会填充名称，其他程序无法找到。',
  },
  'type-of-service': {
    en: 'It needs Node 25.6 or later.',
    'zh-CN': '需要 Node 25.6 或更高版本。',
  },
}
