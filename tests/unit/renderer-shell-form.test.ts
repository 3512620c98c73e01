// @vitest-environment happy-dom
import { noRules } from '../../src/shared/rules/rule'
import { noScript } from '../../src/shared/scripts/endpoint-script'
import { afterEach, describe, expect, it } from 'vitest'
import { SockwrightError } from '../../src/shared/contract/errors'
import { defaultOptions } from '../../src/shared/endpoints/endpoint-config'
import { isShown, type OptionDefinitions } from '../../src/shared/endpoints/options/option'
import { optionDefinitions } from '../../src/shared/endpoints/options/option-definitions'
import { endpointKinds } from '../../src/shared/endpoints/endpoint-kind'
import EndpointForm from '../../src/renderer/endpoint-form/EndpointForm.vue'
import { useDialogs } from '../../src/renderer/stores/dialogs'
import { useEndpoints } from '../../src/renderer/stores/endpoints'
import { control, openWindow, press, pressKeys, type, type WindowUnderTest } from '../support/renderer-window'
import type { FakeScript } from '../support/fake-engine'

let page: WindowUnderTest
afterEach(() => page.close())

const inUse = (port: unknown) =>
  new SockwrightError('EADDRINUSE', {
    port,
    address: '127.0.0.1',
    ownerText: ' by redis-server (pid 812)',
  }).toFailure()

const takenPort: FakeScript = {
  problems: ({ port }) =>
    port === 9000 ? [{ option: 'port', failure: inUse(9000), suggestedPort: 9001 }] : [],
  startFailure: ({ port }) => (port === 9000 ? inUse(9000) : null),
}

const framed = {
  id: 'framed',
  name: 'Framed',
  kind: 'tcp-server' as const,
  options: { ...defaultOptions('tcp-server'), framing: 'delim:0d0a' },
  rules: noRules,
  script: noScript,
}

async function newServer(script: FakeScript = {}): Promise<void> {
  page = await openWindow(script)
  useDialogs().show({ is: 'new-endpoint', kind: 'tcp-server' })
  page.show(EndpointForm, { kind: 'tcp-server' })
  await page.until('the form shows', () => page.text().includes('New TCP server'))
}

describe('the endpoint form', () => {
  it.each(endpointKinds)('offers every option of a %s', async (kind) => {
    page = await openWindow()
    page.show(EndpointForm, { kind })
    await page.until('the form shows', () => page.text().includes('Name'))
    for (const group of document.querySelectorAll<HTMLElement>('[data-testid^="group-"]')) group.click()
    const field = (name: string) => document.querySelector(`[data-testid="option-${name}"]`)
    await page.until('all groups are open', () => field('encoding') !== null)
    const definitions: OptionDefinitions = optionDefinitions[kind]
    for (const [name, { label }] of Object.entries(definitions)) {
      if (!isShown(definitions, name, { ...defaultOptions(kind) })) continue
      expect(field(name)?.textContent).toContain(label.en)
      expect(field(name)?.querySelector('input, textarea, button')).toBeInstanceOf(HTMLElement)
    }
  })

  it('names the owner of a port in use and puts in the free one with a click', async () => {
    await newServer(takenPort)
    type('Port', '9000')
    await page.until('the port is reported', () => page.text().includes('redis-server (pid 812)'))
    expect(control('Port').getAttribute('aria-invalid')).toBe('true')
    press('Use 9001')
    await page.until('the report is gone', () => !page.text().includes('redis-server'))
    expect(control('Port').value).toBe('9001')
  })

  it('creates and starts with the keyboard, and shows the new endpoint as running', async () => {
    await newServer()
    type('Name', 'Gateway')
    type('Port', '9005')
    pressKeys('Mod+Enter')
    await page.until('the form has closed', () => useDialogs().open === null)
    const [made] = useEndpoints().configs
    expect(made).toMatchObject({ name: 'Gateway', kind: 'tcp-server', options: { port: 9005 } })
    expect(useEndpoints().status(made!.id)?.state).toMatchObject({ is: 'listening', local: { port: 9005 } })
  })

  it('makes way for the tab, which has the remedies, when the start fails after the creation', async () => {
    await newServer(takenPort)
    type('Port', '9000')
    await page.until('the port is reported', () => page.text().includes('Use 9001'))
    press('Create and start')
    await page.until('the form has closed', () => useDialogs().open === null)
    expect(page.engine.callsOf('endpoint.create')).toHaveLength(1)
    expect(useEndpoints().status('made-1')?.state).toMatchObject({
      is: 'failed',
      failure: { code: 'EADDRINUSE' },
    })
  })

  it.each([
    ['70000', '70000 is not a port'],
    ['-1', '-1 is not a port'],
    ['80x', 'Enter a whole number'],
    ['', 'Enter a whole number'],
  ])('refuses port “%s” in place and creates nothing', async (written, message) => {
    await newServer()
    type('Port', written)
    await page.until('the port is refused', () => page.text().includes(message))
    pressKeys('Mod+Enter')
    press('Create')
    expect(page.engine.callsOf('endpoint.create')).toHaveLength(0)
    expect(control('Port').value).toBe(written)
  })

  it('says in place what is wrong with a framing', async () => {
    page = await openWindow({
      endpoints: [{ ...framed, options: { ...framed.options, framing: 'delim:0' } }],
    })
    page.show(EndpointForm, { endpoint: 'framed' })
    await page.until('the reason shows', () => page.text().includes('1 to 64 bytes in hex'))
  })

  it('makes a framing of its way and what that needs', async () => {
    page = await openWindow({ endpoints: [framed] })
    page.show(EndpointForm, { endpoint: 'framed' })
    await page.until('the form shows', () => page.text().includes('Name'))
    press('Messages')
    await page.until('the delimiter shows', () => page.text().includes('Delimiter in hex'))
    expect(control('Delimiter in hex').value).toBe('0d0a')
    type('Delimiter in hex', '0g')
    await page.until('the reason shows', () => page.text().includes('in hex, such as delim:0d0a'))
    type('Delimiter in hex', '7E 7E')
    await page.until('the reason is gone', () => !page.text().includes('such as delim:0d0a'))
    press('Save')
    await page.until('it is saved', () => page.engine.callsOf('endpoint.update').length > 0)
    const [change] = page.engine.callsOf('endpoint.update')
    expect(change).toMatchObject({ options: { framing: 'delim:7E 7E' } })
  })

  it('finds options by their words, their flag and the name that the system has for them', async () => {
    await newServer()
    const shown = () =>
      [...document.querySelectorAll('[data-testid^=option-]')].map((one) => one.getAttribute('data-testid'))
    const addresses = ['option-address', 'option-port']
    for (const [words, found] of [
      ['listen waiting', ['option-backlog']],
      ['--nagle', ['option-noDelay']],
      ['SO_KEEPALIVE', ['option-keepAlive']],
      ['不等待合并', ['option-noDelay']],
    ] as const) {
      type('Find an option', words)
      await page.until(`${words} shows`, () => shown().join() === [...addresses, ...found].join())
    }
    type('Find an option', 'SO_RCVBUF')
    await page.until('the reason shows', () =>
      page.text().includes('Node has no call for it on TCP sockets.'),
    )
    type('Find an option', 'nothing like it')
    await page.until('nothing is found', () => page.text().includes('No option has these words.'))
  })

  it('lets go of a wrong value that is of no use any more', async () => {
    page = await openWindow()
    page.show(EndpointForm, { kind: 'tcp-client' })
    await page.until('the form shows', () => page.text().includes('Name'))
    const create = () => document.querySelector<HTMLButtonElement>('[data-testid=form-save]')!
    const reconnect = () =>
      document.querySelector<HTMLElement>('[data-testid=option-reconnect] [role=switch]')!
    type('Find an option', 'again')
    await page.until('the switch shows', () => reconnect() !== null)
    reconnect().click()
    type('Find an option', 'reconnectDelay')
    await page.until('the wait shows', () => page.text().includes('First wait'))
    type('First wait', '5')
    await page.until('it is wrong', () => create().disabled)
    type('Find an option', 'again')
    await page.until('the switch shows', () => reconnect() !== null)
    reconnect().click()
    await page.until('nothing is wrong', () => !create().disabled)
  })

  it('opens a closed group by itself when a value in it is wrong', async () => {
    const config = {
      id: 'a',
      name: 'Old',
      kind: 'tcp-server' as const,
      options: { backlog: 0 },
    }
    page = await openWindow({ endpoints: [config as never] })
    page.show(EndpointForm, { endpoint: 'a' })
    await page.until('the wrong value shows', () => page.text().includes('This value does not fit'))
    expect(control('Backlog').value).toBe('0')
  })
})
