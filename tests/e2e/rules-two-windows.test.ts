import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { layoutFaults } from './layout-faults'
import { WindowDriver } from './window-driver'
import { Workbench } from './workbench'

/** The rules of the endpoint in one of two windows. */
class RulesInWindow {
  constructor(
    readonly page: Page,
    readonly view: Locator,
  ) {}

  static async open(page: Page): Promise<RulesInWindow> {
    const panel = await new WindowDriver(page).choose('Gateway')
    await panel.root
      .getByTestId('tab-view')
      .getByRole('radio', { name: /^Rules/ })
      .click()
    return new RulesInWindow(page, panel.root.getByTestId('rules-view'))
  }

  row(name: string): Locator {
    return this.view.locator(`[data-testid=rule-row][data-rule="${name}"]`)
  }

  get name(): Locator {
    return this.view.getByLabel('Name', { exact: true })
  }

  get expression(): Locator {
    return this.view.getByLabel('Regular expression')
  }

  get failure(): Locator {
    return this.view.getByTestId('rules-failure')
  }
}

let workbench: Workbench
let ours: RulesInWindow
let theirs: RulesInWindow

beforeAll(async () => {
  workbench = await Workbench.start()
  const page = await workbench.open({ size: 'small' })
  await new WindowDriver(page).newEndpoint('TCP server', { Name: 'Gateway', Port: '0' })
  ours = await RulesInWindow.open(page)
  theirs = await RulesInWindow.open(await workbench.open())
  await theirs.view.getByTestId('rules-add').click()
  await theirs.page.getByRole('menuitem', { name: 'New rule', exact: true }).click()
  await theirs.name.fill('answer')
  await ours.row('answer').waitFor()
})
afterAll(() => workbench.stop())

async function saved(): Promise<string> {
  return readFile(join(workbench.dataFolder, 'workspaces', 'main.sockwright.json'), 'utf8')
}

/** Our change of the rule `name` waits, because it is wrong, while they save the name `renamed`. */
async function bothChange(name: string, renamed: string): Promise<void> {
  await ours.row(name).click()
  await ours.view.getByRole('combobox', { name: 'Which messages' }).click()
  await ours.page.getByRole('option', { name: 'matches the expression', exact: true }).click()
  await ours.expression.fill('(')
  await ours.view.getByTestId('rules-unsaved').waitFor()
  await theirs.row(name).click()
  await theirs.name.fill(renamed)
  await expect.poll(saved).toContain(`"${renamed}"`)
  await ours.expression.fill('x')
  await ours.failure.filter({ hasText: 'Another window has changed the rule' }).waitFor()
}

describe('a rule that two windows change at the same time', () => {
  it('stays as theirs where one takes that', async () => {
    await bothChange('answer', 'theirs')
    expect(await layoutFaults(ours.page, 'main')).toEqual([])
    await ours.failure.getByRole('button', { name: 'Take theirs' }).click()
    await ours.failure.waitFor({ state: 'detached' })
    await ours.row('theirs').click()
    await ours.name.waitFor()
    expect(await ours.expression.count()).toBe(0)
  })

  it('becomes ours in both where one keeps that', async () => {
    await bothChange('theirs', 'theirs again')
    await ours.failure.getByRole('button', { name: 'Keep mine' }).click()
    await ours.failure.waitFor({ state: 'detached' })
    await theirs.row('theirs').click()
    await expect.poll(() => theirs.expression.inputValue()).toBe('x')
  })
})
