import * as v from 'valibot'
import { option } from './option'
import { filePath } from './option-schemas'
import { onlyWithTls } from './tls-beginning-option'

/** Who we are: a certificate from files, or one made here. */
export const tlsIdentityOptions = {
  tlsIdentity: option({
    schema: v.picklist(['files', 'self-signed', 'own-ca']),
    default: 'files',
    label: { en: 'Own certificate', 'zh-CN': '本端证书' },
    help: {
      en: 'From files, or made here: signed by itself, or by a small certificate authority (CA) of this machine.',
      'zh-CN': '来自文件，或在本机生成：自签名，或由本机的小型证书颁发机构（CA）签发。',
    },
    group: 'tls',
    control: {
      type: 'choice',
      choices: [
        { value: 'files', label: { en: 'from files', 'zh-CN': '来自文件' } },
        { value: 'self-signed', label: { en: 'made here, self-signed', 'zh-CN': '本机生成，自签名' } },
        { value: 'own-ca', label: { en: 'made here, by own CA', 'zh-CN': '本机生成，自有 CA 签发' } },
      ],
    },
    cli: [
      {
        flag: '--tls-self-signed',
        sets: 'self-signed',
        help: 'use a self-signed certificate made for --tls-names',
      },
      {
        flag: '--tls-own-ca',
        sets: 'own-ca',
        help: 'use a certificate made for --tls-names by the CA of this machine',
      },
    ],
    shownWhen: onlyWithTls,
    applies: 'restart',
  }),
  tlsNames: option({
    schema: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(1_000)),
    default: 'localhost, 127.0.0.1, ::1',
    label: { en: 'Names in the certificate', 'zh-CN': '证书中的名称' },
    help: {
      en: 'Names and addresses that a certificate made here is valid for, separated by commas.',
      'zh-CN': '本机生成的证书适用的名称和地址，以逗号分隔。',
    },
    group: 'tls',
    control: { type: 'text', placeholder: 'localhost, 127.0.0.1' },
    cli: { flag: '--tls-names', value: 'NAMES' },
    shownWhen: { option: 'tlsIdentity', is: ['self-signed', 'own-ca'] },
    applies: 'restart',
  }),
  tlsCert: option({
    schema: filePath,
    default: '',
    label: { en: 'Certificate', 'zh-CN': '证书' },
    help: {
      en: 'A PEM file with our certificate and those that lead to its CA; the key may be in it too.',
      'zh-CN': 'PEM 文件，含本端证书及通向 CA 的中间证书，也可包含私钥。',
    },
    group: 'tls',
    control: { type: 'file', access: 'read' },
    cli: { flag: '--tls-cert', value: 'FILE' },
    shownWhen: { option: 'tlsIdentity', is: ['files'] },
    applies: 'restart',
  }),
  tlsKey: option({
    schema: filePath,
    default: '',
    label: { en: 'Private key', 'zh-CN': '私钥' },
    help: {
      en: 'A PEM file with the key of the certificate. Empty: it is in the file of the certificate.',
      'zh-CN': '证书私钥的 PEM 文件。留空表示与证书在同一文件。',
    },
    group: 'tls',
    control: { type: 'file', access: 'read' },
    cli: { flag: '--tls-key', value: 'FILE' },
    shownWhen: { option: 'tlsIdentity', is: ['files'] },
    applies: 'restart',
  }),
  tlsPfx: option({
    schema: filePath,
    default: '',
    label: { en: 'PKCS#12 file', 'zh-CN': 'PKCS#12 文件' },
    help: {
      en: 'A .p12 or .pfx file with certificate and key, instead of the two PEM files.',
      'zh-CN': '含证书和私钥的 .p12 或 .pfx 文件，代替两个 PEM 文件。',
    },
    group: 'tls',
    control: { type: 'file', access: 'read' },
    cli: { flag: '--tls-pfx', value: 'FILE' },
    shownWhen: { option: 'tlsIdentity', is: ['files'] },
    applies: 'restart',
  }),
  tlsPassphrase: option({
    schema: v.pipe(v.string(), v.maxLength(1_024)),
    default: '',
    label: { en: 'Passphrase', 'zh-CN': '口令' },
    help: {
      en: 'Opens an encrypted key or PKCS#12 file. Kept on this machine, never in the workspace.',
      'zh-CN': '用于加密的私钥或 PKCS#12 文件。只保存在本机，不写入工作区。',
    },
    group: 'tls',
    control: { type: 'secret' },
    cli: [
      {
        flag: '--tls-passphrase',
        value: 'TEXT',
        help: 'opens an encrypted key or PKCS#12 file; others on this machine can see it',
      },
      {
        flag: '--tls-passphrase-file',
        value: 'FILE',
        reads: 'file',
        help: 'the same, from the first line of a file',
      },
      {
        flag: '--tls-passphrase-env',
        value: 'NAME',
        reads: 'environment',
        help: 'the same, from an environment variable',
      },
    ],
    shownWhen: { option: 'tlsIdentity', is: ['files'] },
    applies: 'restart',
  }),
} as const
