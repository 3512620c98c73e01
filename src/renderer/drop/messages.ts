import { defineMessages } from '../language/define-messages'

/** Texts of dropping files on the window. */
export const dropMessages = defineMessages({
  en: {
    title: 'Drop to open',
    desktop: 'A capture (.swcap), a packet file (.pcap, .pcapng, .cap) or a workspace (.sockwright.json)',
    browser: 'A packet file (.pcap, .pcapng, .cap) of up to 4 GiB is uploaded and imported',
    composer: 'On the composer: any file, to send it',
    other:
      '{name} is neither a capture (.swcap), a packet file (.pcap, .pcapng, .cap) nor a workspace (.sockwright.json).',
    oneAtATime: 'Drop one thing at a time.',
    dialogOpen: 'Close the dialog first, then drop the file again.',
    captureByPath:
      'A browser cannot hand over the folder {name}. Copy it to the machine that runs Sockwright and open it by its path (Open a capture…).',
    workspaceByPath:
      '{name} stays on your machine when it is dropped in a browser. Copy it to the machine that runs Sockwright and open it there.',
  },
  'zh-CN': {
    title: '松开以打开',
    desktop: '捕获（.swcap）、数据包文件（.pcap、.pcapng、.cap）或工作区（.sockwright.json）',
    browser: '上传并导入数据包文件（.pcap、.pcapng、.cap），最大 4 GiB',
    composer: '放到编辑区：任意文件，用于发送',
    other: '{name} 不是捕获（.swcap）、数据包文件（.pcap、.pcapng、.cap）或工作区（.sockwright.json）。',
    oneAtATime: '请每次只拖放一项。',
    dialogOpen: '请先关闭对话框，再重新拖放文件。',
    captureByPath:
      '浏览器无法传递文件夹 {name}。请将其复制到运行 Sockwright 的机器上，再按路径打开（打开捕获…）。',
    workspaceByPath: '在浏览器中拖放的 {name} 仍在您的机器上。请将其复制到运行 Sockwright 的机器上再打开。',
  },
})
