import type { Locator, Page } from 'playwright-core'

/** What a person does in the window, in words of the window. */
export class WindowDriver {
  constructor(readonly page: Page) {}

  /** Fills in the form of a new endpoint and presses one of its two buttons. Fields go by their label. */
  async newEndpoint(
    kind: 'TCP server' | 'TCP client' | 'UDP endpoint',
    fields: Readonly<Record<string, string | boolean>>,
    button: 'Create' | 'Create and start' = 'Create and start',
  ): Promise<void> {
    await this.openForm(kind)
    await this.fillForm(fields)
    await this.form.getByRole('button', { name: new RegExp(`^${button}( |$)`) }).click()
  }

  async openForm(kind: 'TCP server' | 'TCP client' | 'UDP endpoint'): Promise<void> {
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
      if (typeof value === 'string') await field.fill(value)
      else if ((await field.getAttribute('aria-checked')) !== String(value)) await field.click()
    }
  }

  /** Opens the closed groups of options until `field` shows. */
  private async reveal(field: Locator): Promise<void> {
    for (const group of await this.form.locator('[aria-expanded=false]').all()) {
      if (await field.isVisible()) return
      await group.click()
    }
  }

  endpoint(name: string): EndpointPanel {
    return new EndpointPanel(this.page, this.page.getByRole('tabpanel', { name, exact: true }))
  }

  /** Brings the tab of an endpoint to the front. */
  async choose(name: string): Promise<EndpointPanel> {
    await this.page.getByRole('tab', { name: new RegExp(`^${name}`) }).click()
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

  async compose(text: string, form: 'Text' | 'Hex' = 'Text'): Promise<void> {
    await this.root.getByTestId('composer-form').getByRole('radio', { name: form }).click()
    const editor = this.root.getByRole('textbox', { name: 'Payload' })
    await editor.click()
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
}
