import { defineMessages } from '../language/define-messages'

/** Texts of the list of captures and of what can be done with them. */
export const libraryMessages = defineMessages({
  en: {
    search: 'Find a capture',
    noneFound: 'No capture matches.',
    show: 'Open',
    rename: 'Rename…',
    delete: 'Delete…',
    age: '{age} ago',
    renameTitle: 'Rename {name}',
    name: 'Name',
    nameProblem: 'A name has 1 to 80 characters.',
    renameNow: 'Rename',
    deleteTitle: 'Delete {name}?',
    deleteQuestion:
      'All {bytes} of this capture are deleted from the disk, its parts included. For a minute this can be taken back.',
    deleteNow: 'Delete',
    deleted: 'The capture {name} was deleted.',
    undo: 'Undo',
  },
  'zh-CN': {
    search: '查找捕获',
    noneFound: '没有匹配的捕获。',
    show: '打开',
    rename: '重命名…',
    delete: '删除…',
    age: '{age}前',
    renameTitle: '重命名 {name}',
    name: '名称',
    nameProblem: '名称为 1 到 80 个字符。',
    renameNow: '重命名',
    deleteTitle: '删除 {name}？',
    deleteQuestion: '将从磁盘删除此捕获的全部 {bytes}，包括其各部分。一分钟内可以撤销。',
    deleteNow: '删除',
    deleted: '已删除捕获 {name}。',
    undo: '撤销',
  },
})
