import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Page } from 'playwright-core'

/** Names an element of the window that tests use. */
export function byTestId(id: string): string {
  return `[data-testid="${id}"]`
}

/** From now on measures how long a click takes until `selector` has changed on screen. */
export async function watchAnswers(page: Page, selector: string): Promise<void> {
  const script = await readFile(join(import.meta.dirname, 'in-page', 'answer-watch.js'), 'utf8')
  await page.evaluate(`${script}\nwatchAnswers(${JSON.stringify(selector)})`)
}

/** Waits for answer number `count` (from 1) and returns all so far, ms. */
export function answersOnceThereAre(page: Page, count: number): Promise<readonly number[]> {
  return page.evaluate<readonly number[]>(`answers(${count})`)
}

/** What Runtime.getHeapUsage tells beside its documented part: the DOM's own heap, and memory of typed arrays. */
interface HeapUsage {
  readonly usedSize: number
  readonly embedderHeapUsedSize?: number
  readonly backingStorageSize?: number
}

/** Heap of the page in use now, bytes: JavaScript, DOM and typed arrays. Garbage is not collected before. */
export async function heapInUse(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  try {
    const usage: HeapUsage = await session.send('Runtime.getHeapUsage')
    return usage.usedSize + (usage.embedderHeapUsedSize ?? 0) + (usage.backingStorageSize ?? 0)
  } finally {
    await session.detach()
  }
}

/** Number of rows (`data-total`) or first row on screen (`data-first`) of the log. */
export async function logFigure(page: Page, name: 'data-total' | 'data-first'): Promise<number> {
  return Number(await page.locator(byTestId('log-grid')).getAttribute(name))
}

/** Waits until the log says that `fits`, and rows are on screen. */
export async function untilLog(
  page: Page,
  name: 'data-total' | 'data-first',
  fits: (value: number) => boolean,
): Promise<void> {
  await page
    .locator(`${byTestId('log-row')}[data-record]`)
    .first()
    .waitFor()
  const giveUpAt = performance.now() + 60_000
  while (!fits(await logFigure(page, name))) {
    if (performance.now() > giveUpAt)
      throw new Error(`the log stays at ${name} ${await logFigure(page, name)}`)
    await wait(5)
  }
  await page
    .locator(`${byTestId('log-row')}[data-record]`)
    .first()
    .waitFor()
}

/** Moves the scrollbar of the log to `share` (0 to 1) of its way. */
export async function moveScrollbar(page: Page, share: number): Promise<void> {
  await page
    .locator(byTestId('log-grid'))
    .evaluate((grid: { scrollTop: number; scrollHeight: number; clientHeight: number }, to: number) => {
      grid.scrollTop = to * (grid.scrollHeight - grid.clientHeight)
    }, share)
}
