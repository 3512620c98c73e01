import type { Page } from 'playwright-core'
import type { Channel } from '../../src/shared/contract/channel'
import { decodeValue, encodeValue } from './electron-stand-in/wire.js'

/**
 * The channel of a desktop window, from inside its page: what is posted here goes through the page's world, the bridge,
 * the preload and IPC. It ends with the page.
 */
export async function openWindowLink(page: Page, wireSource: string): Promise<Channel> {
  let receive: ((message: unknown) => void) | null = null
  const waiting: unknown[] = []
  const endings: (() => void)[] = []
  await page.exposeFunction('tellTest', (text: string) => {
    const message = decodeValue(text)
    if (receive) receive(message)
    else waiting.push(message)
  })
  // Evaluated through DevTools, which the page's policy does not concern.
  await page.evaluate(`window.wire = (() => { ${wireSource}; return { encodeValue, decodeValue } })()`)
  await page.evaluate(`
    window.take = (message) => void window.tellTest(window.wire.encodeValue(message))
    window.received.splice(0).forEach((message) => window.take(message))`)
  const ended = () => endings.splice(0).forEach((closed) => closed())
  page.once('close', ended)
  page.once('framenavigated', ended)
  return {
    post(message) {
      const text = JSON.stringify(encodeValue(message))
      const posted = page.evaluate(`window.sockwright.post(window.wire.decodeValue(${text}))`)
      // A page that has gone takes no more messages; the end of the channel tells so.
      posted.catch(() => undefined)
    },
    onMessage(next) {
      receive = next
      waiting.splice(0).forEach(next)
    },
    onClose: (closed) => void endings.push(closed),
    close: () => void page.close(),
  }
}
