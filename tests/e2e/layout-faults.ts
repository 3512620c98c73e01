import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

/**
 * What a person would call broken in what the window shows below `root`: text that is cut off and told nowhere, text
 * beyond the window or under something else, sideways scroll bars. Rows of the log may be cut: the inspector has them
 * whole.
 */
export async function layoutFaults(page: Page, root = 'body'): Promise<string[]> {
  return inPage(page, 'find-layout-faults.js', `findLayoutFaults(${JSON.stringify(root)})`)
}

/** Words that stand out too little from what is behind them, with their contrast (WCAG 2.2, 1.4.3). */
export async function contrastFaults(page: Page): Promise<string[]> {
  return inPage(page, 'find-contrast-faults.js', 'findContrastFaults()')
}

async function inPage(page: Page, script: string, expression: string): Promise<string[]> {
  await page.evaluate(await readFile(join(import.meta.dirname, 'in-page', script), 'utf8'))
  return page.evaluate(expression)
}
