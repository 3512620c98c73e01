import type { IpcMainEvent, WebContents } from 'electron'
import type { Channel } from '../../shared/contract/channel'
import { ipcChannel } from '../../shared/contract/desktop-bridge'
import type { WindowAddress } from './window-address'

/** The shape of `crypto.randomUUID()`, with which a document names itself. */
const documentKeyShape = /^[\da-f-]{36}$/

/**
 * Calls `opened` with a channel for each document the window shows: one at the start, another when it is loaded anew,
 * and the one before has ended then. Messages of foreign pages and of frames inside the page are dropped.
 */
export function acceptDocuments(
  contents: WebContents,
  address: WindowAddress,
  opened: (channel: Channel) => void,
): void {
  let current: DocumentChannel | null = null

  function fromWindow({ senderFrame }: IpcMainEvent): boolean {
    return senderFrame !== null && senderFrame.parent === null && address.isOwn(senderFrame.url)
  }

  // Scoped to this window's contents, so that no other page can be the sender.
  contents.ipc.on(ipcChannel, (event, key: unknown, message: unknown) => {
    if (!fromWindow(event) || typeof key !== 'string' || !documentKeyShape.test(key)) return
    if (current?.key !== key) {
      current?.end()
      current = new DocumentChannel(contents, key)
      opened(current)
    }
    current.deliver(message)
  })
  const gone = () => current?.end()
  contents.on('render-process-gone', gone)
  contents.on('destroyed', gone)
}

class DocumentChannel implements Channel {
  private receive: ((message: unknown) => void) | null = null
  private readonly waiting: unknown[] = []
  private readonly endings: (() => void)[] = []
  private ended = false

  constructor(
    private readonly contents: WebContents,
    readonly key: string,
  ) {}

  post(message: unknown): void {
    if (!this.ended && !this.contents.isDestroyed()) this.contents.send(ipcChannel, this.key, message)
  }

  onMessage(receive: (message: unknown) => void): void {
    this.receive = receive
    this.waiting.splice(0).forEach(receive)
  }

  onClose(closed: () => void): void {
    this.endings.push(closed)
  }

  close(): void {
    this.end()
  }

  deliver(message: unknown): void {
    if (this.ended) return
    if (this.receive) this.receive(message)
    else this.waiting.push(message)
  }

  end(): void {
    if (this.ended) return
    this.ended = true
    this.endings.splice(0).forEach((closed) => closed())
  }
}
