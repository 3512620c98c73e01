import type { ErrorEntry } from './error-entry'

/** Failures of captures, filters, exports and imports. */
export const captureErrors = {
  ENOSPC: {
    what: { en: 'The disk that holds {path} is full.', 'zh-CN': '{path} 所在的磁盘已满。' },
    remedy: {
      en: 'Make space: recording resumes by itself once 16 MiB are free. The sockets go on meanwhile.',
      'zh-CN': '请腾出空间：空闲达 16 MiB 后自动恢复记录，其间套接字继续工作。',
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
      en: 'What is looked for is wrong at position {position}: {problemText}.',
      'zh-CN': '匹配内容在位置 {position} 有误：{problemText}。',
    },
    remedy: {
      en: 'Hex takes pairs of digits with ? for any digit; regular expressions have the syntax of RE2.',
      'zh-CN': '十六进制为成对数字，? 表示任意数字；正则表达式采用 RE2 语法。',
    },
  },
  E_MATCH_VARIABLE: {
    what: {
      en: 'What is looked for cannot have variables.',
      'zh-CN': '匹配内容不能包含变量。',
    },
    remedy: {
      en: 'Write \\{{ for two braces, or use a regular expression.',
      'zh-CN': '两个花括号请写作 \\{{，或使用正则表达式。',
    },
  },
  E_RULE_NO_MESSAGE: {
    what: {
      en: 'The rule “{ruleName}” has no message to {action}.',
      'zh-CN': '规则“{ruleName}”没有可用于“{action}”的消息。',
    },
    remedy: {
      en: 'Let a message set it off, or choose another action.',
      'zh-CN': '请改为由消息触发，或选择其他动作。',
    },
  },
  E_RULE_CLOSED: {
    what: {
      en: 'The rule “{ruleName}” would {action} when the connection is closed already.',
      'zh-CN': '规则“{ruleName}”要在连接关闭之后执行“{action}”。',
    },
    remedy: {
      en: 'Choose another trigger, or an alert.',
      'zh-CN': '请选择其他触发条件，或改为提醒。',
    },
  },
  E_RULE_FIELD: {
    what: {
      en: 'In the rule “{ruleName}”, {place} cannot be used: {reason}.',
      'zh-CN': '规则“{ruleName}”中的{place}无法使用：{reason}。',
    },
    remedy: {
      en: 'Correct it; nothing else of the rule is lost.',
      'zh-CN': '请更正；规则的其他内容不会丢失。',
    },
  },
  E_RULES_CHANGED: {
    what: {
      en: 'Another window has changed the rule “{name}” at the same time.',
      'zh-CN': '另一个窗口同时更改了规则“{name}”。',
    },
    remedy: {
      en: 'Keep your change of it, or take theirs; other changes of both are kept.',
      'zh-CN': '请保留您的更改，或采用对方的更改；双方的其他更改都会保留。',
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
      en: 'There is nothing to look for.',
      'zh-CN': '没有要匹配的内容。',
    },
    remedy: {
      en: 'Fill it in; a rule can also match “any message”.',
      'zh-CN': '请填写；规则也可选择“任意消息”。',
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
  E_TEXT_TOO_LARGE: {
    what: {
      en: 'As text, this is more than the {most} bytes that fit the clipboard.',
      'zh-CN': '这些内容的文本超过剪贴板可容纳的 {most} 字节。',
    },
    remedy: {
      en: 'Choose fewer rows, or export to a file.',
      'zh-CN': '请减少所选的行，或导出到文件。',
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
} as const satisfies Readonly<Record<string, ErrorEntry>>
