import type { Locator, Page } from 'playwright-core'

/** Kinds of endpoint as the window names them. */
type KindName =
  'TCP server' | 'TCP client' | 'UDP endpoint' | 'WebSocket server' | 'WebSocket client' | 'Relay'

/** What a person does in the window, in words of the window. */
export class WindowDriver {
  constructor(readonly page: Page) {}

  /** Fills in the form of a new endpoint and presses one of its two buttons. Fields go by their label. */
  async newEndpoint(
    kind: KindName,
    fields: Readonly<Record<string, string | boolean>>,
    button: 'Create' | 'Create and start' = 'Create and start',
  ): Promise<void> {
    await this.openForm(kind)
    await this.fillForm(fields)
    await this.form.getByTestId(button === 'Create' ? 'form-save' : 'form-start').click()
  }

  async openForm(kind: KindName): Promise<void> {
    await this.page.getByTestId('new-endpoint').click()
    await this.page.getByRole('menuitem', { name: kind }).click()
    await this.form.waitFor()
  }

  get form(): Locator {
    return this.page.getByRole('dialog')
  }

  async fillForm(fields: Readonly<Record<string, string | boolean>>): Promise<void> {
    for (const [label, value] of Object.entries(fields)) {
      const field = this.form.getByLabel(label, { exact: true })
      await this.reveal(field)
      if (typeof value === 'string') await this.enter(field, value)
      else if ((await field.getAttribute('aria-checked')) !== String(value)) await field.click()
    }
  }

  /** Types into a field, or chooses from its list. */
  private async enter(field: Locator, value: string): Promise<void> {
    const isList = await field.evaluate((element) => element.tagName === 'BUTTON')
    if (!isList) return field.fill(value)
    await field.click()
    await this.page.getByRole('option', { name: value, exact: true }).click()
  }

  /** Changes options of an endpoint in its form and presses one of its two buttons. */
  async changeOptions(
    name: string,
    fields: Readonly<Record<string, string | boolean>>,
    button: 'Save' | 'Save and start' | 'Save and restart' = 'Save',
  ): Promise<void> {
    await this.endpoint(name).root.getByRole('button', { name: 'Options' }).click()
    await this.fillForm(fields)
    await this.form.getByTestId(button === 'Save' ? 'form-save' : 'form-start').click()
    await this.form.waitFor({ state: 'detached' })
  }

  /** Opens the newest capture of `name` from the sidebar. */
  async openCapture(name: string): Promise<EndpointPanel> {
    await this.page.getByTestId('capture-row').filter({ hasText: name }).first().click()
    const panel = new EndpointPanel(this.page, this.page.getByTestId('capture-panel'))
    await panel.root.waitFor()
    return panel
  }

  /** Opens the closed groups of options until `field` shows. */
  protected async reveal(field: Locator): Promise<void> {
    const closed = this.form.locator('button[data-testid^=group-][aria-expanded=false]')
    while (!(await field.isVisible()) && (await closed.count()) > 0) await closed.first().click()
  }

  endpoint(name: string): EndpointPanel {
    return new EndpointPanel(this.page, this.page.getByRole('tabpanel', { name, exact: true }))
  }

  /** Brings the tab of an endpoint to the front. */
  async choose(name: string): Promise<EndpointPanel> {
    await this.page.getByRole('tab', { name, exact: true }).click()
    return this.endpoint(name)
  }

  /** The menu of an endpoint in the sidebar. */
  async endpointMenu(name: string, entry: string): Promise<void> {
    await this.sidebarNode(name).click({ button: 'right' })
    await this.page.getByRole('menuitem', { name: entry }).click()
  }

  sidebarNode(name: string): Locator {
    return this.page.getByRole('navigation').getByRole('button', { name: new RegExp(`^${name}, `) })
  }
}

/** One endpoint's tab. */
export class EndpointPanel {
  constructor(
    private readonly page: Page,
    readonly root: Locator,
  ) {}

  get state(): Locator {
    return this.root.getByTestId('endpoint-state')
  }

  get address(): Locator {
    return this.root.getByTestId('endpoint-address')
  }

  get rows(): Locator {
    return this.root.getByTestId('log-row')
  }

  /** The row whose text contains `text`. */
  row(text: string): Locator {
    return this.rows.filter({ hasText: text })
  }

  /** Waits until the endpoint is as named in its pill, and returns the port it shows. */
  async port(state = 'listening'): Promise<number> {
    await this.state.filter({ hasText: state }).waitFor()
    const text = await this.address.innerText()
    return Number(/:(\d+)$/.exec(text.trim())?.[1])
  }

  /** The cells of a row: number, time, delta, direction, peer, bytes, data. */
  cells(row: Locator): Promise<string[]> {
    return row.locator('[role=gridcell]:not(.gutter)').allInnerTexts()
  }

  /** The data of all rows on screen. */
  shownData(): Promise<string[]> {
    return this.rows.locator('.data').allInnerTexts()
  }

  get grid(): Locator {
    return this.root.getByTestId('log-grid')
  }

  /** How many rows the log has, on screen or not. */
  async total(): Promise<number> {
    return Number(await this.grid.getAttribute('data-total'))
  }

  /** Waits until the log has `count` rows. */
  untilTotal(count: number): Promise<void> {
    return this.root.locator(`[data-testid=log-grid][data-total="${count}"]`).waitFor()
  }

  peer(number: number): Locator {
    return this.root.locator(`[data-testid=peer-row][data-peer="${number}"]`)
  }

  get payload(): Locator {
    return this.root.getByRole('textbox', { name: 'Payload' })
  }

  get byteCount(): Locator {
    return this.root.getByTestId('composer-bytes')
  }

  get sendButton(): Locator {
    return this.root.getByTestId('composer-send')
  }

  /** Chooses whom to send to, by the words of the list. */
  async target(words: string): Promise<void> {
    await this.root.getByRole('combobox', { name: 'Send to' }).click()
    await this.page.getByRole('option', { name: words, exact: true }).click()
  }

  async targetAddress(hostAndPort: string): Promise<void> {
    const field = this.root.getByTestId('composer-address')
    if (!(await field.isVisible())) await this.target('an address')
    await field.fill(hostAndPort)
  }

  async writeAs(form: 'Text' | 'Hex'): Promise<void> {
    await this.root.getByTestId('composer-form').getByRole('radio', { name: form }).click()
  }

  async compose(text: string, form: 'Text' | 'Hex' = 'Text'): Promise<void> {
    await this.writeAs(form)
    // Where neither a long payload is scrolled out of sight nor a completion lies above it.
    await this.root.getByTestId('composer-editor').click({ position: { x: 12, y: 10 } })
    await this.page.keyboard.press('ControlOrMeta+a')
    await this.page.keyboard.press('Delete')
    await this.page.keyboard.insertText(text)
  }

  async send(text: string, form: 'Text' | 'Hex' = 'Text'): Promise<void> {
    await this.compose(text, form)
    await this.page.keyboard.press('ControlOrMeta+Enter')
  }

  async filter(expression: string): Promise<void> {
    await this.root.getByRole('combobox', { name: 'Filter' }).fill(expression)
    await this.page.keyboard.press('Enter')
  }

  /** Chooses an entry of the log's menu. */
  async logMenu(entry: string): Promise<void> {
    await this.root.getByTestId('log-menu').click()
    await this.page.getByRole('menuitem', { name: entry }).click()
  }
}
