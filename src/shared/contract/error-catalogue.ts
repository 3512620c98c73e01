import type { LocalText } from '../language/local-text'

/** One failure in words: what happened, and what the person can do. `{name}` is filled from the failure's details. */
export interface ErrorEntry {
  readonly what: LocalText
  readonly remedy: LocalText
}

/**
 * Every coded failure. Codes without `E_` prefix are the system's own (errno(3), getaddrinfo(3)); codes with it are ours.
 * `docs/contract.md` is checked against this list.
 */
export const errorCatalogue = {
  // -- sockets --------------------------------------------------------------------------------------------------
  EADDRINUSE: {
    what: {
      en: 'Port {port} on {address} is in use{ownerText}.',
      'zh-CN': '{address} 的端口 {port} 已被占用{ownerText}。',
    },
    remedy: {
      en: 'Choose another port, or 0 to let the system pick one.',
      'zh-CN': '请换一个端口，或填 0 由系统选择。',
    },
  },
  EACCES: {
    what: { en: 'The system does not permit {operation}.', 'zh-CN': '系统不允许{operation}。' },
    remedy: {
      en: 'Check the rights this needs (reason: {reason}).',
      'zh-CN': '请检查所需权限（原因：{reason}）。',
    },
  },
  EPERM: {
    what: { en: 'The system does not permit {operation}.', 'zh-CN': '系统不允许{operation}。' },
    remedy: {
      en: 'Check the rights this needs (reason: {reason}).',
      'zh-CN': '请检查所需权限（原因：{reason}）。',
    },
  },
  E_PORT_PRIVILEGED: {
    what: {
      en: 'Ports below {limit} need administrator rights, and {port} is one of them.',
      'zh-CN': '小于 {limit} 的端口需要管理员权限，{port} 就是其中之一。',
    },
    remedy: {
      en: 'Use a port from {limit} up, or grant the right to bind low ports.',
      'zh-CN': '请使用不小于 {limit} 的端口，或授予绑定低端口的权限。',
    },
  },
  EADDRNOTAVAIL: {
    what: {
      en: '{address} is not an address of this machine.',
      'zh-CN': '{address} 不是本机的地址。',
    },
    remedy: {
      en: 'Pick one from the list, or 0.0.0.0 or :: for all of them.',
      'zh-CN': '请从列表中选择，或用 0.0.0.0 或 :: 表示全部。',
    },
  },
  ENOTFOUND: {
    what: { en: 'The name {host} was not found.', 'zh-CN': '找不到主机名 {host}。' },
    remedy: {
      en: 'Check the spelling, or enter an IP address.',
      'zh-CN': '请检查拼写，或改填 IP 地址。',
    },
  },
  EAI_AGAIN: {
    what: {
      en: 'Looking up {host} failed: the name server did not answer.',
      'zh-CN': '查询 {host} 失败：域名服务器没有应答。',
    },
    remedy: {
      en: 'Check the network connection, or enter an IP address.',
      'zh-CN': '请检查网络连接，或改填 IP 地址。',
    },
  },
  ECONNREFUSED: {
    what: {
      en: '{address} port {port} refused: nothing listens there.',
      'zh-CN': '{address} 的端口 {port} 拒绝连接：那里没有程序在监听。',
    },
    remedy: {
      en: 'Start the server, or check the address and the port.',
      'zh-CN': '请启动服务端，或检查地址和端口。',
    },
  },
  ETIMEDOUT: {
    what: {
      en: 'No answer from {address} port {port} in time.',
      'zh-CN': '{address} 的端口 {port} 未及时应答。',
    },
    remedy: {
      en: 'Check the address and firewalls between, or allow more time.',
      'zh-CN': '请检查地址和途中的防火墙，或延长超时时间。',
    },
  },
  ENETUNREACH: {
    what: {
      en: 'No route leads to the network of {address}.',
      'zh-CN': '没有通往 {address} 所在网络的路由。',
    },
    remedy: {
      en: 'Check the network connection and the routing table.',
      'zh-CN': '请检查网络连接和路由表。',
    },
  },
  EHOSTUNREACH: {
    what: { en: 'The host {address} cannot be reached.', 'zh-CN': '无法到达主机 {address}。' },
    remedy: {
      en: 'Check that it is switched on and in this network.',
      'zh-CN': '请确认它已开机并在本网络中。',
    },
  },
  ENETDOWN: {
    what: { en: 'The network interface is down.', 'zh-CN': '网络接口已停用。' },
    remedy: { en: 'Bring it up and try again.', 'zh-CN': '请启用后重试。' },
  },
  ECONNRESET: {
    what: { en: 'The peer reset the connection.', 'zh-CN': '对端重置了连接。' },
    remedy: {
      en: 'It ended on purpose or crashed; its log says more.',
      'zh-CN': '对端主动中断或已崩溃，详情见其日志。',
    },
  },
  ECONNABORTED: {
    what: { en: 'The connection was aborted.', 'zh-CN': '连接已中止。' },
    remedy: { en: 'Connect again.', 'zh-CN': '请重新连接。' },
  },
  EPIPE: {
    what: {
      en: 'The peer closed while sending; {unsent} bytes did not leave.',
      'zh-CN': '发送过程中对端已关闭，{unsent} 字节未发出。',
    },
    remedy: { en: 'Connect again and send the rest.', 'zh-CN': '请重新连接后发送剩余部分。' },
  },
  EINVAL: {
    what: { en: 'The system refused a value: {reason}.', 'zh-CN': '系统拒绝了一个值：{reason}。' },
    remedy: { en: 'Check address, port and options.', 'zh-CN': '请检查地址、端口和选项。' },
  },
  EAFNOSUPPORT: {
    what: {
      en: 'This system has no support for the address family of {address}.',
      'zh-CN': '本系统不支持 {address} 的地址族。',
    },
    remedy: { en: 'Use an address of the other family.', 'zh-CN': '请使用另一种地址族的地址。' },
  },
  EMSGSIZE: {
    what: {
      en: 'The system refused a datagram of {bytes} bytes as too long.',
      'zh-CN': '系统拒绝了 {bytes} 字节的数据报：过长。',
    },
    remedy: { en: 'Send less at once.', 'zh-CN': '请减小单次发送的长度。' },
  },
  EMFILE: {
    what: {
      en: 'This process has too many open files and sockets.',
      'zh-CN': '本进程打开的文件和套接字过多。',
    },
    remedy: {
      en: 'Close some, or raise the limit (ulimit -n).',
      'zh-CN': '请关闭一些，或提高上限（ulimit -n）。',
    },
  },
  ENFILE: {
    what: { en: 'The system has too many open files.', 'zh-CN': '系统打开的文件过多。' },
    remedy: {
      en: 'Close some programs, or raise the limit (fs.file-max).',
      'zh-CN': '请关闭一些程序，或提高上限（fs.file-max）。',
    },
  },
  ENOBUFS: {
    what: {
      en: 'The system has no buffer space left for this socket.',
      'zh-CN': '系统没有可用于此套接字的缓冲区。',
    },
    remedy: { en: 'Send more slowly, or try again.', 'zh-CN': '请降低发送速度或重试。' },
  },
  E_SYSTEM: {
    what: { en: 'The system refused {operation}: {reason}.', 'zh-CN': '系统拒绝了 {operation}：{reason}。' },
    remedy: { en: '{system} is its code for it.', 'zh-CN': '系统代码为 {system}。' },
  },
  E_PORT_RANGE: {
    what: { en: '{port} is not a port.', 'zh-CN': '{port} 不是有效端口。' },
    remedy: { en: 'Ports are whole numbers from {min} to 65535.', 'zh-CN': '端口为 {min} 到 65535 的整数。' },
  },
  E_ADDRESS_INVALID: {
    what: { en: '{address} is not an IP address.', 'zh-CN': '{address} 不是 IP 地址。' },
    remedy: {
      en: 'Write it like 192.168.1.10 or fe80::1%eth0.',
      'zh-CN': '格式如 192.168.1.10 或 fe80::1%eth0。',
    },
  },
  E_BROADCAST_OFF: {
    what: {
      en: '{address} is a broadcast address, and broadcast is off.',
      'zh-CN': '{address} 是广播地址，而广播未开启。',
    },
    remedy: {
      en: 'Switch broadcast on in the options of this endpoint.',
      'zh-CN': '请在该端点的选项中开启广播。',
    },
  },
  E_DATAGRAM_TOO_LONG: {
    what: {
      en: 'A datagram to {address} holds at most {limit} bytes, this one has {bytes}.',
      'zh-CN': '发往 {address} 的数据报最多 {limit} 字节，当前为 {bytes} 字节。',
    },
    remedy: { en: 'Nothing was sent; split the payload.', 'zh-CN': '未发送任何数据，请拆分载荷。' },
  },
  E_ADDRESS_FAMILY: {
    what: {
      en: '{address} does not fit a socket bound to {bound}.',
      'zh-CN': '{address} 与绑定在 {bound} 的套接字地址族不符。',
    },
    remedy: {
      en: 'Use an address of the same family, or bind to ::.',
      'zh-CN': '请使用同一地址族的地址，或绑定到 ::。',
    },
  },
  // -- endpoints and peers --------------------------------------------------------------------------------------
  E_ENDPOINT_UNKNOWN: {
    what: { en: 'There is no such endpoint.', 'zh-CN': '没有这个端点。' },
    remedy: { en: 'It may have been deleted in another window.', 'zh-CN': '它可能已在另一窗口中删除。' },
  },
  E_OPTION: {
    what: {
      en: 'The option “{label}” is wrong: {reason}.',
      'zh-CN': '选项“{label}”有误：{reason}。',
    },
    remedy: { en: 'Correct it and try again.', 'zh-CN': '请更正后重试。' },
  },
  E_ENDPOINT_STATE: {
    what: {
      en: 'This cannot be done while the endpoint is {state}.',
      'zh-CN': '端点处于“{state}”状态时无法执行。',
    },
    remedy: { en: 'Start it or wait until it is ready.', 'zh-CN': '请先启动或等待其就绪。' },
  },
  E_PEER_UNKNOWN: {
    what: { en: 'Peer #{peer} is not connected.', 'zh-CN': '对端 #{peer} 未连接。' },
    remedy: { en: 'Choose one from the list of peers.', 'zh-CN': '请从对端列表中选择。' },
  },
  E_NO_PEER: {
    what: { en: 'There is nobody to send to.', 'zh-CN': '没有可发送的对象。' },
    remedy: { en: 'Wait for a connection, or name an address.', 'zh-CN': '请等待连接，或指定地址。' },
  },
  E_PEER_HALF_CLOSED: {
    what: {
      en: 'This side of the connection to #{peer} is already closed for sending.',
      'zh-CN': '与 #{peer} 的连接本端已关闭发送。',
    },
    remedy: { en: 'Connect again to send.', 'zh-CN': '请重新连接后再发送。' },
  },
  E_PEER_SLOW: {
    what: {
      en: 'Peer #{peer} reads too slowly: {queued} bytes wait already.',
      'zh-CN': '对端 #{peer} 读取过慢：已有 {queued} 字节等待。',
    },
    remedy: {
      en: 'Nothing was sent; try again when it has caught up.',
      'zh-CN': '未发送任何数据，请待其跟上后重试。',
    },
  },
  // -- payloads -------------------------------------------------------------------------------------------------
  E_PAYLOAD_EMPTY: {
    what: { en: 'The payload is empty.', 'zh-CN': '载荷为空。' },
    remedy: { en: 'Type something to send.', 'zh-CN': '请输入要发送的内容。' },
  },
  E_PAYLOAD_TOO_LARGE: {
    what: {
      en: 'The payload has {bytes} bytes, the limit is {limit}.',
      'zh-CN': '载荷有 {bytes} 字节，上限为 {limit} 字节。',
    },
    remedy: { en: 'Nothing was sent; split it.', 'zh-CN': '未发送任何数据，请拆分。' },
  },
  E_HEX_ODD: {
    what: {
      en: 'The hex digit at position {position} stands alone.',
      'zh-CN': '位置 {position} 的十六进制数字不成对。',
    },
    remedy: { en: 'Every byte takes two digits.', 'zh-CN': '每个字节需要两位数字。' },
  },
  E_HEX_CHARACTER: {
    what: {
      en: '“{character}” at position {position} is not a hex digit.',
      'zh-CN': '位置 {position} 的“{character}”不是十六进制数字。',
    },
    remedy: {
      en: 'Allowed are 0-9, a-f, 0x, spaces, commas, colons and line breaks.',
      'zh-CN': '可用 0-9、a-f、0x、空格、逗号、冒号和换行。',
    },
  },
  E_ESCAPE: {
    what: {
      en: '“{escape}” at position {position} is not an escape.',
      'zh-CN': '位置 {position} 的“{escape}”不是有效转义。',
    },
    remedy: {
      en: 'Use \\n \\r \\t \\0 \\\\ \\xNN \\u{} or \\{{.',
      'zh-CN': '可用 \\n \\r \\t \\0 \\\\ \\xNN \\u{} 或 \\{{。',
    },
  },
  E_VARIABLE: {
    what: {
      en: 'The variable at position {position} is not complete: it has no end on its line.',
      'zh-CN': '位置 {position} 的变量不完整：在同一行内没有结束。',
    },
    remedy: {
      en: 'Close its parentheses and braces, or write \\{{ for two plain braces.',
      'zh-CN': '请补全右括号和右花括号；要输入两个花括号请写 \\{{。',
    },
  },
  E_VARIABLE_UNKNOWN: {
    what: {
      en: 'The variable at position {position}, {name}, does not exist.',
      'zh-CN': '位置 {position} 的变量 {name} 不存在。',
    },
    remedy: {
      en: 'Choose one from the list, define it in the workspace, or write \\{{ for two plain braces.',
      'zh-CN': '请从列表中选择，或在工作区中定义；要输入两个花括号请写 \\{{。',
    },
  },
  E_VARIABLE_ARGUMENT: {
    what: {
      en: 'The arguments at position {position} do not fit {name}: “{argument}”.',
      'zh-CN': '位置 {position} 的参数“{argument}”不符合 {name}。',
    },
    remedy: {
      en: 'Write it as the list of variables shows it.',
      'zh-CN': '请按变量列表中的写法填写。',
    },
  },
  E_VARIABLE_RANGE: {
    what: {
      en: '{value} does not fit {type}, which takes {lowest} to {highest}.',
      'zh-CN': '{value} 超出 {type} 的范围 {lowest} 到 {highest}。',
    },
    remedy: { en: 'Take a wider type or another value.', 'zh-CN': '请改用更宽的类型或其他值。' },
  },
  E_VARIABLE_NUMBER: {
    what: { en: '{type} needs a number, not “{value}”.', 'zh-CN': '{type} 需要数字，而不是“{value}”。' },
    remedy: { en: 'Put it before a variable that is a number.', 'zh-CN': '请将它用于数值变量。' },
  },
  E_VARIABLE_PLACE: {
    what: { en: '{name} has no value here.', 'zh-CN': '{name} 在此处没有值。' },
    remedy: {
      en: 'match. is for answers of rules; peer. and local. for what is sent to somebody.',
      'zh-CN': 'match. 用于规则的应答；peer. 和 local. 用于发送给对端的内容。',
    },
  },
  E_VARIABLE_GROUP: {
    what: {
      en: 'The pattern of the rule has no group {member}.',
      'zh-CN': '规则的模式没有分组 {member}。',
    },
    remedy: {
      en: 'Groups are counted from 1 by their opening parentheses; match.0 is the whole match.',
      'zh-CN': '分组按左括号从 1 编号；match.0 为整个匹配。',
    },
  },
  E_VARIABLE_NAME: {
    what: {
      en: 'The value “{value}” cannot be part of a file name.',
      'zh-CN': '值“{value}”不能作为文件名的一部分。',
    },
    remedy: {
      en: 'Write folders into the name itself, outside of variables.',
      'zh-CN': '请将文件夹直接写在名称中，不要放在变量里。',
    },
  },
  E_VARIABLE_COUNT: {
    what: {
      en: 'A payload has at most {limit} variables, {depth} deep at most.',
      'zh-CN': '一个载荷最多有 {limit} 个变量，最多嵌套 {depth} 层。',
    },
    remedy: { en: 'Send it in parts, or from a file.', 'zh-CN': '请分开发送，或从文件发送。' },
  },
  E_ENVIRONMENT_MISSING: {
    what: { en: 'The environment has no variable {name}.', 'zh-CN': '环境中没有变量 {name}。' },
    remedy: {
      en: 'Set it before Sockwright is started, or use a variable of the workspace.',
      'zh-CN': '请在启动 Sockwright 之前设置，或改用工作区变量。',
    },
  },
  E_ENVIRONMENT_CONSENT: {
    what: {
      en: 'This workspace was not made here and wants to read the environment variable {name}.',
      'zh-CN': '此工作区并非在本机创建，它要读取环境变量 {name}。',
    },
    remedy: {
      en: 'Allow it for this workspace if you trust where it came from.',
      'zh-CN': '如果信任其来源，请允许此工作区读取。',
    },
  },
  E_FIELD_OUTSIDE: {
    what: {
      en: 'Field {field} is placed at {at}, outside of the {bytes} bytes of the message.',
      'zh-CN': '第 {field} 个字段的位置 {at} 超出消息的 {bytes} 字节。',
    },
    remedy: {
      en: 'A placed field goes over bytes that are there; append it to add bytes.',
      'zh-CN': '指定位置的字段覆盖已有字节；要增加字节请改为追加。',
    },
  },
  E_FIELD_OVERLAP: {
    what: {
      en: 'Field {field} lies over field {other}.',
      'zh-CN': '第 {field} 个字段与第 {other} 个字段重叠。',
    },
    remedy: { en: 'Place it elsewhere, or append it.', 'zh-CN': '请换一个位置，或改为追加。' },
  },
  E_FIELD_RANGE: {
    what: {
      en: 'Field {field} is over bytes {from} to {to}, which are not in the {bytes} bytes of the message.',
      'zh-CN': '第 {field} 个字段的范围 {from} 到 {to} 不在消息的 {bytes} 字节之内。',
    },
    remedy: {
      en: 'Positions count from 0; negative ones count from the end.',
      'zh-CN': '位置从 0 开始；负数从末尾计数。',
    },
  },
  E_FIELD_VALUE: {
    what: {
      en: 'Field {field} cannot hold {value}: it takes 0 to {highest}.',
      'zh-CN': '第 {field} 个字段无法存放 {value}：范围为 0 到 {highest}。',
    },
    remedy: { en: 'Choose a wider form.', 'zh-CN': '请选择更宽的形式。' },
  },
  E_ENCODING: {
    what: {
      en: '“{character}” at position {position} does not exist in {encoding}.',
      'zh-CN': '位置 {position} 的“{character}”在 {encoding} 中不存在。',
    },
    remedy: { en: 'Choose another encoding or another character.', 'zh-CN': '请换一种编码或换一个字符。' },
  },
  // -- captures -------------------------------------------------------------------------------------------------
  ENOSPC: {
    what: { en: 'The disk that holds {path} is full.', 'zh-CN': '{path} 所在的磁盘已满。' },
    remedy: {
      en: 'Recording is stopped, sockets go on; it resumes when there is space.',
      'zh-CN': '记录已停止，套接字继续工作；有空间后自动恢复。',
    },
  },
  E_CAPTURE_FOLDER_GONE: {
    what: { en: 'The capture folder {path} is gone.', 'zh-CN': '捕获文件夹 {path} 已不存在。' },
    remedy: {
      en: 'Recording is stopped, sockets go on; it resumes by itself in a new folder as soon as one can be made.',
      'zh-CN': '记录已停止，套接字继续工作；一旦能新建文件夹即自动恢复。',
    },
  },
  E_CAPTURE_WRITE: {
    what: {
      en: 'The disk that holds {path} failed ({reason}).',
      'zh-CN': '{path} 所在的磁盘出错（{reason}）。',
    },
    remedy: {
      en: 'Recording is stopped, sockets go on; it is tried again every second.',
      'zh-CN': '记录已停止，套接字继续工作；每秒自动重试。',
    },
  },
  E_FOLDER_NOT_WRITABLE: {
    what: {
      en: 'The folder {path} cannot be written to ({reason}).',
      'zh-CN': '文件夹 {path} 不可写（{reason}）。',
    },
    remedy: { en: 'Choose another folder or change its rights.', 'zh-CN': '请选择其他文件夹或修改权限。' },
  },
  E_CAPTURE_UNKNOWN: {
    what: { en: 'There is no capture {path}.', 'zh-CN': '没有捕获 {path}。' },
    remedy: { en: 'It may have been moved or deleted.', 'zh-CN': '它可能已被移动或删除。' },
  },
  E_CAPTURE_BROKEN: {
    what: { en: '{path} is not a readable capture: {reason}.', 'zh-CN': '{path} 不是可读的捕获：{reason}。' },
    remedy: { en: 'Check that the whole folder is there.', 'zh-CN': '请检查文件夹是否完整。' },
  },
  E_CAPTURE_NEWER: {
    what: {
      en: '{path} was written by a newer version (format {version}).',
      'zh-CN': '{path} 由更新的版本写入（格式 {version}）。',
    },
    remedy: { en: 'Update Sockwright to open it.', 'zh-CN': '请更新 Sockwright 后打开。' },
  },
  E_CAPTURE_LOCKED: {
    what: {
      en: '{path} is being recorded by another process ({pid}).',
      'zh-CN': '{path} 正由另一进程（{pid}）记录。',
    },
    remedy: { en: 'It can be opened for reading.', 'zh-CN': '可以只读方式打开。' },
  },
  E_CAPTURE_LIVE: {
    what: { en: '{path} is being recorded.', 'zh-CN': '{path} 正在记录。' },
    remedy: { en: 'Stop its endpoint first.', 'zh-CN': '请先停止其端点。' },
  },
  E_NOTES_BUSY: {
    what: {
      en: 'Another process ({pid}) is changing the bookmarks of {path}.',
      'zh-CN': '另一进程（{pid}）正在修改 {path} 的书签。',
    },
    remedy: { en: 'Nothing was changed; try again.', 'zh-CN': '没有更改任何内容；请重试。' },
  },
  E_NOTES_FULL: {
    what: { en: 'A capture takes {most} bookmarks at most.', 'zh-CN': '一个捕获最多可有 {most} 个书签。' },
    remedy: { en: 'Remove some that are not needed any more.', 'zh-CN': '请移除不再需要的书签。' },
  },
  E_CAPTURE_MOVE: {
    what: { en: '{path} could not be moved ({reason}).', 'zh-CN': '无法移动 {path}（{reason}）。' },
    remedy: {
      en: 'Nothing was removed. Check the rights of its folder, and close programs that use it.',
      'zh-CN': '没有删除任何内容。请检查其文件夹的权限，并关闭正在使用它的程序。',
    },
  },
  E_RECORD_UNKNOWN: {
    what: { en: 'There is no record {record} in this capture.', 'zh-CN': '此捕获中没有记录 {record}。' },
    remedy: { en: 'Records are numbered from 1 to {last}.', 'zh-CN': '记录编号为 1 到 {last}。' },
  },
  E_VIEW_UNKNOWN: {
    what: { en: 'This view has ended.', 'zh-CN': '此视图已结束。' },
    remedy: { en: 'Open the log again.', 'zh-CN': '请重新打开日志。' },
  },
  E_RUNS_EXPANDED: {
    what: {
      en: 'A log can have {most} runs of identical rows expanded.',
      'zh-CN': '一个日志最多可展开 {most} 组相同的行。',
    },
    remedy: {
      en: 'Collapse some, or show every row by itself.',
      'zh-CN': '请收起一些，或单独显示每一行。',
    },
  },
  E_FILTER: {
    what: {
      en: 'The filter is wrong at position {position}: {problemText}.',
      'zh-CN': '过滤表达式在位置 {position} 有误：{problemText}。',
    },
    remedy: {
      en: 'Example: dir:in peer:1,4-9 len:>100 text:"login".',
      'zh-CN': '示例：dir:in peer:1,4-9 len:>100 text:"login"。',
    },
  },
  E_MATCH: {
    what: {
      en: 'What the rule matches is wrong at position {position}: {problemText}.',
      'zh-CN': '规则的匹配内容在位置 {position} 有误：{problemText}。',
    },
    remedy: {
      en: 'Hex takes pairs of digits with ? for any digit; regular expressions have the syntax of RE2.',
      'zh-CN': '十六进制为成对数字，? 表示任意数字；正则表达式采用 RE2 语法。',
    },
  },
  E_MATCH_VARIABLE: {
    what: {
      en: 'What a rule matches cannot have variables.',
      'zh-CN': '规则的匹配内容不能包含变量。',
    },
    remedy: {
      en: 'Write \\{{ for two braces, or use a regular expression.',
      'zh-CN': '两个花括号请写作 \\{{，或使用正则表达式。',
    },
  },
  E_RULE_NO_MESSAGE: {
    what: {
      en: 'The rule “{name}” has no message to {action}.',
      'zh-CN': '规则“{name}”没有可用于“{action}”的消息。',
    },
    remedy: {
      en: 'Let a message set it off, or choose another action.',
      'zh-CN': '请改为由消息触发，或选择其他动作。',
    },
  },
  E_RULE_CLOSED: {
    what: {
      en: 'The rule “{name}” would {action} when the connection is closed already.',
      'zh-CN': '规则“{name}”要在连接关闭之后执行“{action}”。',
    },
    remedy: {
      en: 'Choose another trigger, or an alert.',
      'zh-CN': '请选择其他触发条件，或改为提醒。',
    },
  },
  E_RULE_FIELD: {
    what: {
      en: 'In the rule “{name}”, {place} cannot be used: {reason}.',
      'zh-CN': '规则“{name}”中的{place}无法使用：{reason}。',
    },
    remedy: {
      en: 'Correct it; nothing else of the rule is lost.',
      'zh-CN': '请更正；规则的其他内容不会丢失。',
    },
  },
  E_RULES_FILE: {
    what: {
      en: 'The file of rules was not taken: {reason}.',
      'zh-CN': '未采用此规则文件：{reason}。',
    },
    remedy: {
      en: 'Correct the file and give it again; nothing has been changed.',
      'zh-CN': '请更正文件后重试；没有任何更改。',
    },
  },
  E_MATCH_EMPTY: {
    what: {
      en: 'The rule has nothing to match.',
      'zh-CN': '规则没有要匹配的内容。',
    },
    remedy: {
      en: 'Fill it in, or choose “any message”.',
      'zh-CN': '请填写，或选择“任意消息”。',
    },
  },
  E_EXPORT_WRITE: {
    what: {
      en: 'The export could not be written to {path} ({reason}).',
      'zh-CN': '无法将导出写入 {path}（{reason}）。',
    },
    remedy: {
      en: 'The partial file was removed; choose another place.',
      'zh-CN': '未完成的文件已删除，请选择其他位置。',
    },
  },
  E_LIVE_EXPORT_WRITE: {
    what: {
      en: 'Writing to {path} while recording has ended ({reason}).',
      'zh-CN': '边记录边写入 {path} 已中止（{reason}）。',
    },
    remedy: {
      en: 'The recording goes on, and what is in the file is whole; make space and export again.',
      'zh-CN': '记录不受影响，文件中已有的内容完整；请腾出空间后重新导出。',
    },
  },
  E_LIVE_EXPORT_FORMAT: {
    what: {
      en: 'A {format} file cannot be written while its capture is recorded: it is complete only with its end.',
      'zh-CN': '{format} 文件写到结尾才完整，无法边记录边写入。',
    },
    remedy: {
      en: 'Choose another format, or export when the recording has ended.',
      'zh-CN': '请选择其他格式，或在记录结束后导出。',
    },
  },
  E_CAPTURE_NOT_LIVE: {
    what: { en: '{path} is not being recorded here.', 'zh-CN': '{path} 当前未在此处记录。' },
    remedy: {
      en: 'Export it as it is, or start its endpoint first.',
      'zh-CN': '请直接导出现有内容，或先启动其端点。',
    },
  },
  E_IMPORT_READ: {
    what: { en: '{path} could not be read ({reason}).', 'zh-CN': '无法读取 {path}（{reason}）。' },
    remedy: { en: 'Check that it is a file and its rights.', 'zh-CN': '请确认它是文件，并检查其权限。' },
  },
  E_IMPORT_FORMAT: {
    what: {
      en: '{path} is not a whole pcap or pcapng file: {reason}.',
      'zh-CN': '{path} 不是完整的 pcap 或 pcapng 文件：{reason}。',
    },
    remedy: {
      en: 'What could be read before that is imported; check that the file was copied whole and unpacked.',
      'zh-CN': '此前可读的内容会被导入；请确认文件已完整复制并解压。',
    },
  },
  E_IMPORT_EMPTY: {
    what: {
      en: 'None of the {packets} packets of {path} is TCP or UDP that can be shown.',
      'zh-CN': '{path} 的 {packets} 个数据包中没有可显示的 TCP 或 UDP。',
    },
    remedy: { en: 'Nothing was imported.', 'zh-CN': '没有导入任何内容。' },
  },
  E_IMPORT_WRITE: {
    what: {
      en: 'The import could not be written to {path} ({reason}).',
      'zh-CN': '无法将导入写入 {path}（{reason}）。',
    },
    remedy: {
      en: 'What was made of it was removed; make space or choose another folder.',
      'zh-CN': '已生成的部分已删除；请腾出空间或选择其他文件夹。',
    },
  },
  E_UPLOAD_TOO_LARGE: {
    what: {
      en: '{name} is longer than the {limit} bytes that can be uploaded.',
      'zh-CN': '{name} 超过了可上传的 {limit} 字节。',
    },
    remedy: {
      en: 'Copy it to the machine that runs Sockwright and import it by its path.',
      'zh-CN': '请将其复制到运行 Sockwright 的机器上，再按路径导入。',
    },
  },
  E_UPLOAD_SPACE: {
    what: {
      en: 'There is no space for the {bytes} bytes of {name} in {path}.',
      'zh-CN': '{path} 没有足够空间存放 {name}（{bytes} 字节）。',
    },
    remedy: { en: 'Make space there, and upload it again.', 'zh-CN': '请腾出空间后重新上传。' },
  },
  E_UPLOAD_WRITE: {
    what: { en: '{name} could not be uploaded ({reason}).', 'zh-CN': '无法上传 {name}（{reason}）。' },
    remedy: { en: 'What had come was removed; try again.', 'zh-CN': '已上传的部分已删除，请重试。' },
  },
  E_RUN_LIMIT: {
    what: {
      en: 'There are {count} runs at work already.',
      'zh-CN': '已有 {count} 个任务正在运行。',
    },
    remedy: { en: 'Stop some of them first.', 'zh-CN': '请先停止其中一些。' },
  },
  E_JOB_UNKNOWN: {
    what: { en: 'This job has ended already.', 'zh-CN': '此任务已结束。' },
    remedy: { en: 'Start it again if needed.', 'zh-CN': '如有需要请重新开始。' },
  },
  // -- workspaces -----------------------------------------------------------------------------------------------
  E_WORKSPACE_BROKEN: {
    what: {
      en: '{path} is not a readable workspace ({reason}).',
      'zh-CN': '{path} 不是可读的工作区（{reason}）。',
    },
    remedy: {
      en: 'It was kept as {keptAs}; an empty workspace was opened instead.',
      'zh-CN': '已另存为 {keptAs}，并打开了一个空工作区。',
    },
  },
  E_WORKSPACE_NEWER: {
    what: {
      en: '{path} was written by a newer version (format {version}).',
      'zh-CN': '{path} 由更新的版本写入（格式 {version}）。',
    },
    remedy: {
      en: 'It was left untouched; update Sockwright to open it.',
      'zh-CN': '文件未被改动；请更新 Sockwright 后打开。',
    },
  },
  E_LIBRARY_PAYLOAD: {
    what: {
      en: 'The library has this payload no longer.',
      'zh-CN': '载荷库中已没有此载荷。',
    },
    remedy: { en: 'Another window may have deleted it.', 'zh-CN': '可能已在另一个窗口中删除。' },
  },
  E_LIBRARY_FULL: {
    what: {
      en: 'The library of a workspace holds at most {limit} payloads.',
      'zh-CN': '一个工作区的载荷库最多 {limit} 个载荷。',
    },
    remedy: {
      en: 'Nothing was changed. Delete some, or use another workspace.',
      'zh-CN': '没有任何更改。请删除一些，或使用另一个工作区。',
    },
  },
  E_LIBRARY_LARGE: {
    what: {
      en: 'The payload “{name}” is too large for the library: one has up to {limit} characters, all together {allCharacters}.',
      'zh-CN': '载荷“{name}”对载荷库来说过大：单个最多 {limit} 个字符，全部合计最多 {allCharacters} 个。',
    },
    remedy: {
      en: 'Nothing was changed. Keep what is that large in a file.',
      'zh-CN': '没有任何更改。这样大的内容请保存为文件。',
    },
  },
  E_LIBRARY_KEYS: {
    what: { en: '{keys} already sends “{name}”.', 'zh-CN': '{keys} 已用于发送“{name}”。' },
    remedy: { en: 'Choose other keys.', 'zh-CN': '请选择其他按键。' },
  },
  E_LIBRARY_FILE: {
    what: { en: 'No payload was taken: {reason}.', 'zh-CN': '未导入任何载荷：{reason}。' },
    remedy: {
      en: 'Correct the file and choose it again; nothing has been changed.',
      'zh-CN': '请更正文件后重新选择；没有任何更改。',
    },
  },
  E_LIBRARY_WRITE: {
    what: {
      en: 'The payloads could not be written to {path} ({reason}).',
      'zh-CN': '无法将载荷写入 {path}（{reason}）。',
    },
    remedy: { en: 'Choose another place.', 'zh-CN': '请选择其他位置。' },
  },
  E_WORKSPACE_FOREIGN: {
    what: {
      en: '{path} is not a Sockwright workspace.',
      'zh-CN': '{path} 不是 Sockwright 工作区。',
    },
    remedy: {
      en: 'It was left untouched; choose a file that ends in .sockwright.json.',
      'zh-CN': '文件未被改动；请选择以 .sockwright.json 结尾的文件。',
    },
  },
  E_WORKSPACE_READ: {
    what: {
      en: 'The workspace {path} cannot be read ({reason}).',
      'zh-CN': '无法读取工作区 {path}（{reason}）。',
    },
    remedy: { en: 'Check the rights of the file.', 'zh-CN': '请检查文件权限。' },
  },
  E_WORKSPACE_UNKNOWN: {
    what: { en: 'There is no workspace {path}.', 'zh-CN': '没有工作区 {path}。' },
    remedy: { en: 'It may have been moved or deleted.', 'zh-CN': '它可能已被移动或删除。' },
  },
  E_WORKSPACE_READ_ONLY: {
    what: {
      en: '{path} is open in another process ({pid}), so it is read-only here.',
      'zh-CN': '{path} 已在另一进程（{pid}）中打开，此处只读。',
    },
    remedy: {
      en: 'Close it there, or save it under another name.',
      'zh-CN': '请在那里关闭，或另存为其他名称。',
    },
  },
  E_WORKSPACE_WRITE: {
    what: {
      en: 'The workspace could not be saved to {path} ({reason}).',
      'zh-CN': '无法将工作区保存到 {path}（{reason}）。',
    },
    remedy: { en: 'Choose another place with Save as.', 'zh-CN': '请用“另存为”选择其他位置。' },
  },
  E_DATA_BROKEN: {
    what: {
      en: 'The file {path} cannot be read ({reason}).',
      'zh-CN': '无法读取文件 {path}（{reason}）。',
    },
    remedy: {
      en: 'It was kept as {keptAs}; Sockwright goes on without it.',
      'zh-CN': '已另存为 {keptAs}；Sockwright 将在没有它的情况下继续。',
    },
  },
  E_DATA_WRITE: {
    what: { en: '{path} could not be saved ({reason}).', 'zh-CN': '无法保存 {path}（{reason}）。' },
    remedy: {
      en: 'Make space or change the rights of its folder.',
      'zh-CN': '请腾出空间或修改其文件夹的权限。',
    },
  },
  ENOENT: {
    what: { en: '{path} does not exist.', 'zh-CN': '{path} 不存在。' },
    remedy: { en: 'It may have been moved or deleted.', 'zh-CN': '它可能已被移动或删除。' },
  },
  E_FILE_EXISTS: {
    what: { en: '{path} exists already.', 'zh-CN': '{path} 已存在。' },
    remedy: { en: 'Choose another name.', 'zh-CN': '请换一个名称。' },
  },
  E_PATH_FORBIDDEN: {
    what: {
      en: '{path} is outside the folder this host may use.',
      'zh-CN': '{path} 不在此主机可用的文件夹内。',
    },
    remedy: { en: 'Use a place below {folder}.', 'zh-CN': '请使用 {folder} 之下的位置。' },
  },
  // -- contract and hosts ---------------------------------------------------------------------------------------
  E_ARGUMENT: {
    what: {
      en: 'The argument {path} of {call} is wrong: {reason}.',
      'zh-CN': '{call} 的参数 {path} 有误：{reason}。',
    },
    remedy: { en: 'Correct it and try again.', 'zh-CN': '请更正后重试。' },
  },
  E_CALL_UNKNOWN: {
    what: { en: 'There is no call {call}.', 'zh-CN': '没有调用 {call}。' },
    remedy: {
      en: 'Window and engine may be of different versions; restart both.',
      'zh-CN': '窗口与引擎版本可能不同，请重新启动。',
    },
  },
  E_LINK_CLOSED: {
    what: { en: 'The connection to the engine is closed.', 'zh-CN': '与引擎的连接已关闭。' },
    remedy: { en: 'Reload the window.', 'zh-CN': '请重新加载窗口。' },
  },
  E_NOT_SUPPORTED: {
    what: { en: '{feature} is not available in this host.', 'zh-CN': '此主机不提供{feature}。' },
    remedy: { en: 'Use the desktop app for it.', 'zh-CN': '请使用桌面应用。' },
  },
  E_USAGE: {
    what: { en: '{reason}.', 'zh-CN': '{reason}。' },
    remedy: { en: 'Run sockwright --help for the options.', 'zh-CN': '运行 sockwright --help 查看选项。' },
  },
  E_INTERNAL: {
    what: {
      en: 'Something went wrong inside Sockwright: {reason}.',
      'zh-CN': 'Sockwright 内部出错：{reason}。',
    },
    remedy: {
      en: 'Nothing recorded is lost; please report it.',
      'zh-CN': '已记录的内容不会丢失；请报告此问题。',
    },
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>

export type ErrorCode = keyof typeof errorCatalogue
