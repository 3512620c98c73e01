import type { ErrorEntry } from './error-entry'

/** Failures of workspace files and what is kept beside them. */
export const workspaceErrors = {
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
} as const satisfies Readonly<Record<string, ErrorEntry>>
