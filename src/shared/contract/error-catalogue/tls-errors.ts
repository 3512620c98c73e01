import type { ErrorEntry } from './error-entry'

/** Failures of TLS: certificates and keys, handshakes, upgrades in place. */
export const tlsErrors = {
  E_TLS_FILE: {
    what: { en: 'The file {path} cannot be read: {reason}.', 'zh-CN': '无法读取文件 {path}：{reason}。' },
    remedy: { en: 'Check the path and its rights.', 'zh-CN': '请检查路径及其权限。' },
  },
  E_TLS_CERT_BROKEN: {
    what: { en: '{path} holds no certificate in PEM form.', 'zh-CN': '{path} 中没有 PEM 格式的证书。' },
    remedy: {
      en: 'It needs a block that begins with -----BEGIN CERTIFICATE----- ({reason}).',
      'zh-CN': '文件需含以 -----BEGIN CERTIFICATE----- 开头的块（{reason}）。',
    },
  },
  E_TLS_KEY_BROKEN: {
    what: { en: '{path} holds no private key in PEM form.', 'zh-CN': '{path} 中没有 PEM 格式的私钥。' },
    remedy: {
      en: 'It needs a block that begins with -----BEGIN PRIVATE KEY----- ({reason}).',
      'zh-CN': '文件需含以 -----BEGIN PRIVATE KEY----- 开头的块（{reason}）。',
    },
  },
  E_TLS_PFX_BROKEN: {
    what: { en: '{path} is no usable PKCS#12 file.', 'zh-CN': '{path} 不是可用的 PKCS#12 文件。' },
    remedy: {
      en: 'Export certificate and key again, with an algorithm this runtime knows ({reason}).',
      'zh-CN': '请用本运行环境支持的算法重新导出证书和私钥（{reason}）。',
    },
  },
  E_TLS_PASSPHRASE: {
    what: { en: 'The passphrase does not open {path}.', 'zh-CN': '口令无法打开 {path}。' },
    remedy: {
      en: 'Enter the passphrase of this file; it is kept on this machine only.',
      'zh-CN': '请输入该文件的口令；口令只保存在本机。',
    },
  },
  E_TLS_KEY_MISSING: {
    what: { en: '{path} has a certificate and no private key.', 'zh-CN': '{path} 只有证书，没有私钥。' },
    remedy: { en: 'Choose the file with its key.', 'zh-CN': '请选择含私钥的文件。' },
  },
  E_TLS_KEY_MISMATCH: {
    what: {
      en: 'The private key in {path} does not belong to the certificate.',
      'zh-CN': '{path} 中的私钥与证书不匹配。',
    },
    remedy: { en: 'Choose the key that the certificate was made for.', 'zh-CN': '请选择该证书对应的私钥。' },
  },
  E_TLS_CERT_MISSING: {
    what: { en: 'A TLS server needs a certificate.', 'zh-CN': 'TLS 服务端需要证书。' },
    remedy: {
      en: 'Choose a file, or let a self-signed one be made here.',
      'zh-CN': '请选择文件，或在本机生成自签名证书。',
    },
  },
  E_TLS_NAMES: {
    what: {
      en: '“{name}” is neither a host name nor an IP address.',
      'zh-CN': '“{name}”既不是主机名也不是 IP 地址。',
    },
    remedy: {
      en: 'Separate names and addresses by commas: localhost, 127.0.0.1.',
      'zh-CN': '请用逗号分隔名称和地址：localhost, 127.0.0.1。',
    },
  },
  E_TLS_CIPHER: {
    what: { en: 'This runtime knows no cipher “{cipher}”.', 'zh-CN': '本运行环境没有密码套件“{cipher}”。' },
    remedy: {
      en: 'Use names as OpenSSL writes them, separated by colons, or leave it empty.',
      'zh-CN': '请使用 OpenSSL 的名称并以冒号分隔，或留空。',
    },
  },
  E_TLS_VERSIONS: {
    what: {
      en: 'The oldest version {min} is newer than the newest {max}.',
      'zh-CN': '最低版本 {min} 高于最高版本 {max}。',
    },
    remedy: { en: 'Exchange them.', 'zh-CN': '请对调两者。' },
  },
  E_TLS_ALPN: {
    what: { en: '“{protocol}” cannot be a protocol name.', 'zh-CN': '“{protocol}”不能作为协议名。' },
    remedy: {
      en: 'Names have 1 to 255 bytes, separated by commas.',
      'zh-CN': '名称为 1 到 255 字节，以逗号分隔。',
    },
  },
  E_TLS_KEYLOG: {
    what: {
      en: 'The key log {path} cannot be written: {reason}.',
      'zh-CN': '无法写入密钥日志 {path}：{reason}。',
    },
    remedy: { en: 'Choose another file, or none.', 'zh-CN': '请换一个文件，或不使用。' },
  },
  E_TLS_KEYLOG_CONSENT: {
    what: {
      en: 'This workspace was not made here and wants to write the key log {path}.',
      'zh-CN': '此工作区并非在本机创建，它要写入密钥日志 {path}。',
    },
    remedy: {
      en: 'Allow it for this workspace if you trust where it came from, or choose no key log.',
      'zh-CN': '如果信任其来源，请允许此工作区，或不使用密钥日志。',
    },
  },
  E_TLS_EXPIRED: {
    what: {
      en: 'The certificate of {subject} has expired on {date}.',
      'zh-CN': '{subject} 的证书已于 {date} 过期。',
    },
    remedy: {
      en: 'Renew it there, or check the clock here.',
      'zh-CN': '请在对端更新证书，或检查本机时钟。',
    },
  },
  E_TLS_NOT_YET_VALID: {
    what: {
      en: 'The certificate of {subject} is valid only from {date} on.',
      'zh-CN': '{subject} 的证书自 {date} 起才有效。',
    },
    remedy: { en: 'Check the clocks of both machines.', 'zh-CN': '请检查两台机器的时钟。' },
  },
  E_TLS_WRONG_NAME: {
    what: {
      en: 'The certificate is for {names}, not for {host}.',
      'zh-CN': '证书适用于 {names}，而非 {host}。',
    },
    remedy: {
      en: 'Connect by one of its names, or set it as server name.',
      'zh-CN': '请用其中的名称连接，或将其填为服务端名称。',
    },
  },
  E_TLS_SELF_SIGNED: {
    what: {
      en: 'The certificate of {subject} is self-signed and not among the trusted ones.',
      'zh-CN': '{subject} 的证书为自签名，且不在信任列表中。',
    },
    remedy: {
      en: 'Give that certificate as trusted CA, or switch verification off.',
      'zh-CN': '请将该证书设为信任的 CA，或关闭验证。',
    },
  },
  E_TLS_UNKNOWN_CA: {
    what: {
      en: 'The certificate of {subject} was issued by {issuer}, which is not trusted here.',
      'zh-CN': '{subject} 的证书由 {issuer} 签发，本机不信任该颁发者。',
    },
    remedy: {
      en: 'Give the certificate of that CA as trusted CA, or let the other side send the whole chain.',
      'zh-CN': '请将该 CA 的证书设为信任的 CA，或让对端发送完整证书链。',
    },
  },
  E_TLS_UNTRUSTED: {
    what: {
      en: 'The certificate of {subject} is refused: {reason}.',
      'zh-CN': '{subject} 的证书被拒绝：{reason}。',
    },
    remedy: { en: 'Its issuer has to correct it.', 'zh-CN': '需由其颁发者更正。' },
  },
  E_TLS_NO_SHARED_CIPHER: {
    what: {
      en: 'The two sides have no cipher in common ({reason}).',
      'zh-CN': '双方没有共同的密码套件（{reason}）。',
    },
    remedy: {
      en: 'Compare ciphers and versions of both sides; a server may say the same when a client certificate is missing.',
      'zh-CN': '请比较双方的密码套件和版本；缺少客户端证书时，服务端也可能如此应答。',
    },
  },
  E_TLS_NO_SHARED_VERSION: {
    what: {
      en: 'The two sides have no version of TLS in common ({reason}).',
      'zh-CN': '双方没有共同的 TLS 版本（{reason}）。',
    },
    remedy: { en: 'Widen the range of versions on one side.', 'zh-CN': '请放宽其中一端的版本范围。' },
  },
  E_TLS_NO_SHARED_PROTOCOL: {
    what: {
      en: 'The two sides have no ALPN protocol in common ({reason}).',
      'zh-CN': '双方没有共同的 ALPN 协议（{reason}）。',
    },
    remedy: { en: 'Compare the lists of protocols.', 'zh-CN': '请比较双方的协议列表。' },
  },
  E_TLS_CLIENT_CERT_MISSING: {
    what: {
      en: 'The server requires a client certificate, and none was sent.',
      'zh-CN': '服务端要求客户端证书，但未收到。',
    },
    remedy: {
      en: 'Give the client a certificate with its key.',
      'zh-CN': '请为客户端提供证书及私钥。',
    },
  },
  E_TLS_CERT_REFUSED: {
    what: {
      en: 'The other side refuses our certificate ({reason}).',
      'zh-CN': '对端拒绝了本端的证书（{reason}）。',
    },
    remedy: {
      en: 'Use one from a CA that it trusts, valid now and for this name.',
      'zh-CN': '请使用对端信任的 CA 签发、当前有效且名称相符的证书。',
    },
  },
  E_TLS_PLAIN_TEXT: {
    what: {
      en: 'The other side speaks plain text where TLS has to begin ({reason}).',
      'zh-CN': '应开始 TLS 时，对端使用的是明文（{reason}）。',
    },
    remedy: {
      en: 'Switch TLS on there or off here, connect to another port, or choose STARTTLS.',
      'zh-CN': '请在对端开启 TLS 或在本端关闭，改用其他端口，或选择 STARTTLS。',
    },
  },
  E_TLS_TIMEOUT: {
    what: {
      en: 'The TLS handshake was not finished within {ms} ms.',
      'zh-CN': 'TLS 握手未在 {ms} 毫秒内完成。',
    },
    remedy: {
      en: 'The other side may not speak TLS and wait for us; else allow more time.',
      'zh-CN': '对端可能不支持 TLS 并在等待；否则请延长超时时间。',
    },
  },
  E_TLS_CLOSED: {
    what: {
      en: 'The other side ended the connection during the TLS handshake.',
      'zh-CN': '对端在 TLS 握手期间断开了连接。',
    },
    remedy: {
      en: 'It may not speak TLS, or refuse what was offered; its log says more.',
      'zh-CN': '对端可能不支持 TLS 或拒绝了所提供的参数，详情见其日志。',
    },
  },
  E_TLS_ALERT: {
    what: { en: 'The other side sent the TLS alert {alert}.', 'zh-CN': '对端发来 TLS 警报 {alert}。' },
    remedy: { en: 'Its log says more ({reason}).', 'zh-CN': '详情见其日志（{reason}）。' },
  },
  E_TLS_HANDSHAKE: {
    what: { en: 'TLS failed: {reason}.', 'zh-CN': 'TLS 失败：{reason}。' },
    remedy: { en: 'Compare the TLS options of both sides.', 'zh-CN': '请比较双方的 TLS 选项。' },
  },
  E_TLS_OFF: {
    what: { en: 'This endpoint has no TLS to upgrade to.', 'zh-CN': '此端点没有可升级的 TLS。' },
    remedy: {
      en: 'Choose “STARTTLS by hand or by a rule” in its options and start it again.',
      'zh-CN': '请在选项中选择“STARTTLS，手动或按规则”，然后重新启动。',
    },
  },
  E_PEER_SECURED: {
    what: { en: 'The connection to #{peer} is encrypted already.', 'zh-CN': '与 #{peer} 的连接已加密。' },
    remedy: { en: 'Nothing needs to be done.', 'zh-CN': '无需操作。' },
  },
  E_PEER_SECURING: {
    what: { en: 'The TLS handshake with #{peer} is under way.', 'zh-CN': '与 #{peer} 的 TLS 握手正在进行。' },
    remedy: { en: 'Send when it is done.', 'zh-CN': '请在完成后再发送。' },
  },
  E_UPGRADE_PIPELINED: {
    what: {
      en: '{bytes} bytes of plain text came behind the request to upgrade.',
      'zh-CN': '升级请求之后还有 {bytes} 字节明文。',
    },
    remedy: {
      en: 'Somebody may have put them in (RFC 3207, 6): they were recorded and the upgrade refused.',
      'zh-CN': '可能有人注入（RFC 3207 第 6 节）：已记录并拒绝升级。',
    },
  },
  E_UPGRADE_REFUSED: {
    what: {
      en: 'The {protocol} dialogue did not lead to TLS: {reason}.',
      'zh-CN': '{protocol} 对话未能进入 TLS：{reason}。',
    },
    remedy: {
      en: 'Check that the other side offers STARTTLS on this port.',
      'zh-CN': '请确认对端在此端口提供 STARTTLS。',
    },
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>
