import type { ErrorEntry } from './error-entry'

/** Failures of proxies. */
export const proxyErrors = {
  E_PROXY_NONSENSE: {
    what: {
      en: '{proxy} is no {scheme} proxy: its answer is none that such a proxy gives.',
      'zh-CN': '{proxy} 不是 {scheme} 代理：其应答不符合该协议。',
    },
    remedy: {
      en: 'Check its address, and whether it is a proxy of the other kind.',
      'zh-CN': '请检查地址，以及它是否为另一种代理。',
    },
  },
  E_PROXY_LOGIN: {
    what: {
      en: 'The proxy {proxy} wants a user and a password.',
      'zh-CN': '代理 {proxy} 要求用户名和密码。',
    },
    remedy: {
      en: 'Write the user into its address, and give the password that belongs to it.',
      'zh-CN': '请在其地址中写入用户名，并提供对应的密码。',
    },
  },
  E_PROXY_AUTH: {
    what: {
      en: 'The proxy {proxy} does not accept this user and password.',
      'zh-CN': '代理 {proxy} 不接受此用户名和密码。',
    },
    remedy: { en: 'Enter those it knows.', 'zh-CN': '请填写它认可的用户名和密码。' },
  },
  E_PROXY_REFUSED: {
    what: {
      en: 'The proxy {proxy} does not connect to {target}: {reason}.',
      'zh-CN': '代理 {proxy} 未连接到 {target}：{reason}。',
    },
    remedy: {
      en: 'Check host and port, or what the proxy permits.',
      'zh-CN': '请检查主机和端口，或代理允许的范围。',
    },
  },
  E_PROXY_CLOSED: {
    what: {
      en: 'The proxy {proxy} ended the connection before it had answered.',
      'zh-CN': '代理 {proxy} 在应答前断开了连接。',
    },
    remedy: { en: 'Its log says why; try again.', 'zh-CN': '原因见其日志，请重试。' },
  },
  E_PROXY_TIMEOUT: {
    what: {
      en: 'The proxy {proxy} has not answered in time.',
      'zh-CN': '代理 {proxy} 未在限定时间内应答。',
    },
    remedy: {
      en: 'It may still wait for the target, or be of the other kind; else allow more time.',
      'zh-CN': '它可能仍在等待目标，或是另一种代理；也可延长时间。',
    },
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>
