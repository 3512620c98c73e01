import type { ErrorEntry } from './error-entry'

/** Failures of files that are sent. `sent` are bytes that reached the socket of the peer. */
export const fileErrors = {
  E_FILE_OPEN: {
    what: { en: '{path} cannot be read: {reason}.', 'zh-CN': '无法读取 {path}：{reason}。' },
    remedy: { en: 'Nothing was sent; choose another file.', 'zh-CN': '未发送任何数据，请选择其他文件。' },
  },
  E_FILE_KIND: {
    what: { en: '{path} is no ordinary file.', 'zh-CN': '{path} 不是普通文件。' },
    remedy: {
      en: 'Folders, devices and pipes cannot be sent; choose a file.',
      'zh-CN': '文件夹、设备和管道无法发送，请选择文件。',
    },
  },
  E_FILE_READ: {
    what: {
      en: 'Reading {name} failed after {sent} of {bytes} bytes: {reason}.',
      'zh-CN': '读取 {name} 失败，已发送 {sent} / {bytes} 字节：{reason}。',
    },
    remedy: { en: 'The rest was not sent.', 'zh-CN': '其余部分未发送。' },
  },
  E_FILE_CHANGED: {
    what: {
      en: '{name} was changed while it was sent; {sent} of {bytes} bytes had gone.',
      'zh-CN': '{name} 在发送时被修改，已发送 {sent} / {bytes} 字节。',
    },
    remedy: {
      en: 'What was sent may be of both versions; send it again when nobody writes to it.',
      'zh-CN': '已发送的内容可能混有两个版本，请在无人写入时重新发送。',
    },
  },
  E_FILE_PEER: {
    what: {
      en: 'Peer #{peer} got {sent} of {bytes} bytes of {name}: {reason}.',
      'zh-CN': '对端 #{peer} 收到 {name} 的 {sent} / {bytes} 字节：{reason}。',
    },
    remedy: { en: 'The rest was not sent.', 'zh-CN': '其余部分未发送。' },
  },
  E_FILE_CONSENT: {
    what: {
      en: 'This workspace was not made here and wants to send the file {path}.',
      'zh-CN': '此工作区并非在本机创建，它要发送文件 {path}。',
    },
    remedy: {
      en: 'Allow it for this workspace if you trust where it came from.',
      'zh-CN': '如果信任其来源，请允许此工作区发送。',
    },
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>
