import { setTimeout as wait } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import type { Measurement } from './scenario'
import { quantile } from './statistics'
import { answersOnceThereAre, byTestId, watchAnswers } from './window-probe'

/** Pause between clicks, ms. */
const pause = 150

/** ms that each of so many clicks on a row near the top of the log takes until the inspector shows its record. */
export async function clickRows(page: Page, clicks: number): Promise<readonly number[]> {
  const grid = page.locator(byTestId('log-grid'))
  const box = await grid.boundingBox()
  if (!box) throw new Error('the log is not on screen')
  const clickAt = (click: number) => page.mouse.click(box.x + 200, box.y + 11 + 22 * (click % 5))
  await clickAt(0)
  await page.locator(byTestId('record-facts')).waitFor()
  await watchAnswers(page, byTestId('inspector'))
  for (let click = 1; click <= clicks; click += 1) {
    await clickAt(click)
    await answersOnceThereAre(page, click)
    await wait(pause)
  }
  return answersOnceThereAre(page, clicks)
}

/** What clicks amount to. */
export function clickFigures(values: readonly number[]): Measurement[] {
  const of = (what: string, share: number) => ({
    candidate: 'click',
    what,
    unit: 'ms',
    value: quantile(values, share),
    values,
  })
  return [of('median', 0.5), of('95 %', 0.95), of('slowest', 1)]
}
