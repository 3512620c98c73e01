// @vitest-environment happy-dom
import { noRules } from '../../src/shared/rules/rule'
import { noScript } from '../../src/shared/scripts/endpoint-script'
import { afterEach, describe, expect, it } from 'vitest'
import { SockwrightError } from '../../src/shared/contract/errors'
import { defaultOptions, type EndpointConfig } from '../../src/shared/endpoints/endpoint-config'
import AppShell from '../../src/renderer/shell/AppShell.vue'
import { useEndpoints } from '../../src/renderer/stores/endpoints'
import { useWorkspace } from '../../src/renderer/stores/workspace'
import { fakeStatus, type FakeScript } from '../support/fake-engine'
import { openWindow, press, pressKeys, type, type WindowUnderTest } from '../support/renderer-window'

const gateway: EndpointConfig = {
  id: 'a',
  name: 'Gateway',
  kind: 'tcp-server',
  options: { ...defaultOptions('tcp-server'), port: 9000 },
  rules: noRules,
  script: noScript,
}

let page: WindowUnderTest
afterEach(() => page.close())

async function open(script: FakeScript = {}): Promise<void> {
  page = await openWindow(script, { fill: false })
  page.show(AppShell)
  await page.until('the window is filled', () => page.text().includes('Captures'))
}

const node = () => document.querySelector<HTMLElement>('[data-testid="endpoint-node-a"]')
const byTestId = (id: string) => document.querySelector<HTMLElement>(`[data-testid="${id}"]`)

describe('the window', () => {
  it('shows state, address, rate and peers of an endpoint as they change', async () => {
    await open({ endpoints: [gateway] })
    expect(node()?.textContent).toContain('stopped')
    page.engine.tell(
      fakeStatus('a', {
        state: { is: 'listening', local: { address: '127.0.0.1', port: 9000 } },
        rates: { inMessages: 12_400, inBytes: 0, outMessages: 31, outBytes: 0 },
        peers: { connected: 3, closed: 1 },
      }),
    )
    await page.until('the rate shows', () => node()?.textContent?.includes('12.4k/s') === true)
    expect(node()?.textContent).toContain('3 peers')
    expect(node()?.getAttribute('aria-label')).toBe('Gateway, TCP server :9000, listening')
  })

  it('says of a server that it accepts nobody for now, and why', async () => {
    await open({ endpoints: [gateway] })
    node()?.click()
    const local = { address: '127.0.0.1', port: 9000 }
    const refusing = new SockwrightError('EMFILE', { limit: 80 }).toFailure()
    page.engine.tell(fakeStatus('a', { state: { is: 'listening', local, refusing } }))
    await page.until('the reason shows', () => byTestId('refusing') !== null)
    expect(byTestId('refusing')?.textContent).toContain('too many open files')
    expect(node()?.getAttribute('aria-label')).toContain('not accepting')
    page.engine.tell(fakeStatus('a', { state: { is: 'listening', local } }))
    await page.until('it accepts again', () => byTestId('refusing') === null)
    expect(node()?.getAttribute('aria-label')).toContain('listening')
  })

  it('counts as records what is recorded, not what came while the disk was full', async () => {
    await open({ endpoints: [gateway] })
    node()?.click()
    const { counters } = fakeStatus('a')
    page.engine.tell(
      fakeStatus('a', {
        counters: {
          ...counters,
          receivedBytes: 1_100,
          receivedMessages: 21,
          sentMessages: 2,
          recordedMessages: 3,
          lostBytes: 900,
        },
      }),
    )
    await page.until('the loss shows', () => byTestId('lost')?.textContent?.includes('900 B') === true)
    expect(byTestId('records')?.querySelector('b')?.textContent).toBe('3')
    expect(byTestId('received')?.textContent).toContain('1.1 KB')
  })

  it('deletes with the keyboard and takes it back with Ctrl+Z', async () => {
    await open({ endpoints: [gateway] })
    node()?.focus()
    pressKeys('Delete')
    await page.until('the endpoint is gone', () => node() === null)
    expect(page.text()).toContain('Gateway was deleted.')
    pressKeys('Mod+Z')
    await page.until('the endpoint is back', () => node() !== null)
    expect(page.text()).not.toContain('Gateway was deleted.')
  })

  it('renames with F2', async () => {
    await open({ endpoints: [gateway] })
    node()?.focus()
    pressKeys('F2')
    await page.until('the dialog shows', () => page.text().includes('Rename Gateway'))
    type('Name', 'Front door')
    press('Rename')
    await page.until('the name has changed', () => node()?.textContent?.includes('Front door') === true)
  })

  it('finds endpoints and commands by name and runs what Enter is pressed on', async () => {
    await open({ endpoints: [gateway] })
    pressKeys('Mod+k')
    await page.until('the palette shows', () => byTestId('palette') !== null)
    const search = byTestId('palette')!.querySelector('input')!
    search.value = 'start gate'
    search.dispatchEvent(new Event('input', { bubbles: true }))
    await page.until(
      'only the command is left',
      () => byTestId('palette')?.querySelectorAll('li').length === 1,
    )
    search.focus()
    pressKeys('Enter')
    await page.until('it runs', () => useEndpoints().isRunningNow('a'))
  })

  it('offers the way to its options when an endpoint cannot start', async () => {
    const failure = new SockwrightError('E_PORT_PRIVILEGED', { port: 80, firstFree: 1024 }).toFailure()
    await open({ endpoints: [gateway], startFailure: () => failure })
    pressKeys('Mod+k')
    await page.until('the palette shows', () => byTestId('palette') !== null)
    const search = byTestId('palette')!.querySelector('input')!
    search.value = 'start gate'
    search.dispatchEvent(new Event('input', { bubbles: true }))
    await page.until(
      'only the command is left',
      () => byTestId('palette')?.querySelectorAll('li').length === 1,
    )
    search.focus()
    pressKeys('Enter')
    await page.until('the reason shows', () => page.text().includes('80 is one of them'))
    press('Edit…')
    await page.until('its form shows', () => page.text().includes('Edit Gateway'))
  })

  it('changes theme and language at once and for the next start', async () => {
    await open()
    byTestId('switch-theme')?.click()
    await page.until('it is light', () => document.documentElement.dataset.theme === 'light')
    byTestId('switch-language')?.click()
    await page.until('it speaks Chinese', () => page.text().includes('端点'))
    expect(document.documentElement.lang).toBe('zh-CN')
    expect(page.engine.callsOf('settings.set')).toEqual([{ theme: 'light' }, { language: 'zh-CN' }])
  })

  it('says that the workspace is read-only and saves no layout over it', async () => {
    await open({ workspace: { heldBy: { pid: 4711 } } })
    await page.until('the banner shows', () => byTestId('banner-read-only') !== null)
    expect(byTestId('banner-read-only')?.textContent).toContain('process 4711')
    expect(byTestId('read-only')).not.toBeNull()
    await useWorkspace().setLayout({ any: 1 })
    expect(page.engine.callsOf('workspace.setLayout')).toHaveLength(0)
  })

  it('names the file under which a broken workspace was kept', async () => {
    const notice = new SockwrightError('E_WORKSPACE_BROKEN', {
      path: '/w/a.sockwright.json',
      reason: 'not JSON',
      keptAs: 'a.broken-1.json',
    }).toFailure()
    await open({ workspace: { notice } })
    await page.until('the banner shows', () => byTestId('banner-workspace') !== null)
    expect(byTestId('banner-workspace')?.textContent).toContain('a.broken-1.json')
  })

  it('saves under a name in use only after asking', async () => {
    const recent = [{ path: '/w/bench.sockwright.json', name: 'bench', endpoints: 1, openedAt: 0 }]
    await open({ recent })
    pressKeys('Mod+Shift+S')
    await page.until('the dialog shows', () => page.text().includes('Save the workspace as'))
    type('Name', 'bench')
    press('Save')
    await page.until('it asks', () => page.text().includes('exists already'))
    press('Replace it')
    await page.until('it is saved', () => page.text().includes('Saved as bench'))
    expect(page.engine.callsOf('workspace.saveAs')).toEqual([
      { path: 'bench.sockwright.json', overwrite: false },
      { path: 'bench.sockwright.json', overwrite: true },
    ])
  })

  it('asks before it quits with open sockets', async () => {
    await open()
    page.engine.requestQuit(2)
    await page.until('it asks', () => page.text().includes('2 endpoints have open sockets'))
    expect(page.engine.callsOf('host.quitHeard')).toHaveLength(1)
    expect(page.engine.callsOf('host.quit')).toHaveLength(0)
    byTestId('quit')?.click()
    await page.until('it quits', () => page.engine.callsOf('host.quit').length === 1)
  })

  it('covers itself when the link to the engine is lost', async () => {
    await open()
    page.hostEnd.close()
    await page.until('it says so', () => byTestId('link-lost') !== null)
    expect(byTestId('link-lost')?.textContent).toContain('Reconnect')
    expect(document.querySelector('[inert]')).not.toBeNull()
  })
})
