import * as v from 'valibot'
import { option } from './option'
import { filePath, milliseconds } from './option-schemas'
import { onlyWithTls, tlsBeginning } from './tls-beginning-option'
import { tlsIdentityOptions } from './tls-identity-options'

/** Versions of TLS, oldest first, as Node names them. */
export const tlsVersions = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const

const versions = tlsVersions.map((value) => ({ value, label: value.replace('TLSv', 'TLS ') }))

/** The options that TLS has on either side. */
export const tlsOptions = {
  tls: tlsBeginning,
  ...tlsIdentityOptions,
  tlsCa: option({
    schema: filePath,
    default: '',
    label: { en: 'Trusted CA', 'zh-CN': '信任的 CA' },
    help: {
      en: 'A PEM file with the certificates to trust instead of the built-in ones, to judge the other side by.',
      'zh-CN': '用于验证对端的受信任证书 PEM 文件，代替内置证书。',
    },
    group: 'tls',
    control: { type: 'file', access: 'read' },
    cli: { flag: '--tls-ca', value: 'FILE' },
    shownWhen: onlyWithTls,
    applies: 'restart',
  }),
  tlsMinVersion: option({
    schema: v.picklist(tlsVersions),
    default: 'TLSv1.2',
    label: { en: 'Oldest version', 'zh-CN': '最低版本' },
    help: {
      en: 'The oldest version to agree on. TLSv1 and TLSv1.1 also need the ciphers DEFAULT@SECLEVEL=0 with OpenSSL 3.',
      'zh-CN':
        '可协商的最低版本。使用 OpenSSL 3 时，TLSv1 与 TLSv1.1 还需将密码套件设为 DEFAULT@SECLEVEL=0。',
    },
    group: 'tls',
    control: { type: 'choice', choices: versions },
    cli: { flag: '--tls-min', value: 'VERSION' },
    shownWhen: onlyWithTls,
    applies: 'restart',
  }),
  tlsMaxVersion: option({
    schema: v.picklist(tlsVersions),
    default: 'TLSv1.3',
    label: { en: 'Newest version', 'zh-CN': '最高版本' },
    help: {
      en: 'The newest version to offer: TLSv1, TLSv1.1, TLSv1.2 or TLSv1.3.',
      'zh-CN': '提供的最高版本：TLSv1、TLSv1.1、TLSv1.2 或 TLSv1.3。',
    },
    group: 'tls',
    control: { type: 'choice', choices: versions },
    cli: { flag: '--tls-max', value: 'VERSION' },
    shownWhen: onlyWithTls,
    applies: 'restart',
  }),
  tlsCiphers: option({
    schema: v.pipe(v.string(), v.trim(), v.maxLength(4_096)),
    default: '',
    label: { en: 'Ciphers', 'zh-CN': '密码套件' },
    help: {
      en: 'A list as OpenSSL writes it, such as ECDHE-RSA-AES128-GCM-SHA256. Empty: those this runtime prefers.',
      'zh-CN': 'OpenSSL 格式的列表，如 ECDHE-RSA-AES128-GCM-SHA256。留空使用运行环境的首选。',
    },
    group: 'tls',
    control: { type: 'ciphers' },
    cli: { flag: '--tls-ciphers', value: 'LIST' },
    shownWhen: onlyWithTls,
    applies: 'restart',
  }),
  tlsAlpn: option({
    schema: v.pipe(v.string(), v.trim(), v.maxLength(500)),
    default: '',
    label: { en: 'Protocols (ALPN)', 'zh-CN': '协议（ALPN）' },
    help: {
      en: 'What to agree on within the handshake, best first, separated by commas: h2, http/1.1. Empty: nothing.',
      'zh-CN': '握手中协商的协议，按优先顺序以逗号分隔：h2, http/1.1。留空则不协商。',
    },
    group: 'tls',
    control: { type: 'text', placeholder: 'h2, http/1.1' },
    cli: { flag: '--tls-alpn', value: 'LIST' },
    shownWhen: onlyWithTls,
    applies: 'restart',
  }),
  tlsHandshakeTimeout: option({
    schema: milliseconds(100, 600_000),
    default: 10_000,
    label: { en: 'Handshake time-out', 'zh-CN': '握手超时' },
    help: {
      en: 'How long a handshake may take, 100 to 600,000 ms.',
      'zh-CN': '握手的最长时间，100 到 600,000 毫秒。',
    },
    group: 'tls',
    control: { type: 'number', unit: 'ms' },
    cli: { flag: '--tls-handshake-timeout', value: 'MS' },
    shownWhen: onlyWithTls,
    applies: 'restart',
  }),
  tlsKeyLog: option({
    schema: filePath,
    default: '',
    label: { en: 'Key log file', 'zh-CN': '密钥日志文件' },
    help: {
      en: 'Appends the secrets of each session (NSS format), so that Wireshark can decrypt what tcpdump records beside. Whoever has it reads everything.',
      'zh-CN':
        '追加每个会话的密钥（NSS 格式），供 Wireshark 解密 tcpdump 同时抓取的内容。持有者可读取全部内容。',
    },
    group: 'tls',
    control: { type: 'file', access: 'write' },
    cli: { flag: '--tls-keylog', value: 'FILE' },
    shownWhen: onlyWithTls,
    applies: 'restart',
  }),
} as const

export const tlsClientOptions = {
  ...tlsOptions,
  tlsVerify: option({
    schema: v.boolean(),
    default: true,
    label: { en: 'Verify the server', 'zh-CN': '验证服务端' },
    help: {
      en: 'End the connection unless the certificate is valid, trusted and made for this name. Off: anybody in between can read along.',
      'zh-CN': '证书无效、不受信任或名称不符时断开连接。关闭后，途中任何人都可窃听。',
    },
    group: 'tls',
    control: { type: 'switch' },
    cli: { flag: '--tls-no-verify', sets: false, help: 'take any certificate of the server' },
    shownWhen: onlyWithTls,
    applies: 'restart',
  }),
  tlsServername: option({
    schema: v.pipe(v.string(), v.trim(), v.maxLength(253)),
    default: '',
    label: { en: 'Server name (SNI)', 'zh-CN': '服务端名称（SNI）' },
    help: {
      en: 'The name to ask for and to look for in the certificate. Empty: the host.',
      'zh-CN': '请求并在证书中核对的名称。留空使用主机名。',
    },
    group: 'tls',
    control: { type: 'text', placeholder: 'example.org' },
    cli: { flag: '--tls-servername', value: 'NAME' },
    shownWhen: onlyWithTls,
    applies: 'restart',
  }),
} as const

export const tlsServerOptions = {
  ...tlsOptions,
  tlsClientCert: option({
    schema: v.picklist(['none', 'request', 'require']),
    default: 'none',
    label: { en: 'Client certificate', 'zh-CN': '客户端证书' },
    help: {
      en: 'none, request (clients may go without one; what it says is shown), or require one that the trusted CA signed.',
      'zh-CN': 'none（不请求）、request（可不提供，仅显示其内容）或 require（必须由信任的 CA 签发）。',
    },
    group: 'tls',
    control: {
      type: 'choice',
      choices: [
        { value: 'none', label: { en: 'do not ask', 'zh-CN': '不请求' } },
        { value: 'request', label: { en: 'request', 'zh-CN': '请求' } },
        { value: 'require', label: { en: 'require', 'zh-CN': '必须' } },
      ],
    },
    cli: { flag: '--tls-client-cert', value: 'DEMAND' },
    shownWhen: onlyWithTls,
    applies: 'restart',
  }),
} as const
