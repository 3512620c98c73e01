import type { Locator } from 'playwright-core'
import { WindowDriver } from './window-driver'

/** What a person does with the frame of the window: forms, start page, tabs, commands and workspaces. */
export class ShellDriver extends WindowDriver {
  /** A field of the form by its label, made visible where its group is closed. */
  async shownField(label: string): Promise<Locator> {
    const field = this.field(label)
    await this.reveal(field)
    return field
  }

  field(label: string): Locator {
    return this.form.getByLabel(label, { exact: true })
  }

  /** What the form says is wrong, by some of its words. */
  problem(words: string): Locator {
    return this.form.getByRole('alert').filter({ hasText: words })
  }

  async closeForm(): Promise<void> {
    await this.page.keyboard.press('Escape')
    await this.form.waitFor({ state: 'detached' })
  }

  /** Opens one of the working pairs of the start page, which has to show. */
  async example(title: string): Promise<void> {
    await this.startPage.getByRole('button', { name: title }).click()
  }

  get startPage(): Locator {
    return this.page.getByTestId('start-page')
  }

  async openStartPage(): Promise<void> {
    await this.page.getByRole('button', { name: 'Open the start page' }).first().click()
    await this.startPage.waitFor()
  }

  tab(name: string): Locator {
    return this.page.getByRole('tab', { name, exact: true })
  }

  async closeTab(name: string): Promise<void> {
    await this.page.getByRole('button', { name: `Close ${name}`, exact: true }).click()
    await this.tab(name).waitFor({ state: 'detached' })
  }

  /** The menu of the workspace in the header. */
  async workspaceMenu(entry: string): Promise<void> {
    await this.page.getByTestId('workspace-menu').click()
    await this.page.getByRole('menuitem', { name: entry }).click()
  }

  /** Runs the command `label` by the palette. */
  async command(label: string): Promise<void> {
    const palette = this.page.getByTestId('palette')
    await this.page.keyboard.press('ControlOrMeta+k')
    await palette.getByRole('combobox').fill(label)
    await palette.getByRole('option', { name: label }).and(palette.locator('[aria-selected=true]')).waitFor()
    await this.page.keyboard.press('Enter')
    await palette.waitFor({ state: 'detached' })
  }

  /** The endpoint in the sidebar once it is as named: `stopped`, `listening`, `failed` … */
  async sidebarState(name: string, state: string): Promise<void> {
    await this.sidebarNode(name)
      .and(this.page.locator(`[data-state="${state}"]`))
      .waitFor()
  }
}
