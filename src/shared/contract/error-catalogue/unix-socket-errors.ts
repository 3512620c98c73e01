import type { ErrorEntry } from './error-entry'

/** Failures of Unix sockets and named pipes. */
export const unixSocketErrors = {
  E_SOCKET_PATH_LONG: {
    what: {
      en: 'The path of a socket holds at most {limit} bytes, and {path} has {bytes}.',
      'zh-CN': '套接字路径最多 {limit} 字节，{path} 有 {bytes} 字节。',
    },
    remedy: {
      en: 'Use a shorter path, such as one below /tmp.',
      'zh-CN': '请使用更短的路径，例如 /tmp 之下。',
    },
  },
  E_SOCKET_PATH_TAKEN: {
    what: { en: '{path} is there and is no socket.', 'zh-CN': '{path} 已存在且不是套接字。' },
    remedy: {
      en: 'Choose another path; what is there is left alone.',
      'zh-CN': '请换一个路径，现有文件不会被改动。',
    },
  },
  E_SOCKET_LIVE: {
    what: { en: 'Somebody listens on {path} already.', 'zh-CN': '已有程序在 {path} 监听。' },
    remedy: { en: 'Choose another path, or stop that server.', 'zh-CN': '请换一个路径，或停止该服务端。' },
  },
  E_SOCKET_STALE: {
    what: {
      en: '{path} is a socket that a server has left behind; nobody listens there.',
      'zh-CN': '{path} 是服务端遗留的套接字，无人监听。',
    },
    remedy: {
      en: 'Start a server there, with “Remove a stale socket” on (--remove-stale).',
      'zh-CN': '请在该处启动服务端，并开启“移除遗留套接字”（--remove-stale）。',
    },
  },
  E_SOCKET_ABSTRACT: {
    what: {
      en: 'This runtime cannot use the abstract name {path} as other programs know it.',
      'zh-CN': '此运行环境无法按其他程序所知的方式使用抽象名称 {path}。',
    },
    remedy: { en: 'Use the path of a file.', 'zh-CN': '请改用文件路径。' },
  },
  E_SOCKET_MISSING: {
    what: { en: 'There is no socket at {path}.', 'zh-CN': '{path} 处没有套接字。' },
    remedy: { en: 'Start the server, or check the path.', 'zh-CN': '请启动服务端，或检查路径。' },
  },
  E_SOCKET_FOLDER: {
    what: { en: 'The folder of {path} does not exist.', 'zh-CN': '{path} 所在的文件夹不存在。' },
    remedy: { en: 'Make it, or choose another path.', 'zh-CN': '请创建该文件夹，或换一个路径。' },
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>
