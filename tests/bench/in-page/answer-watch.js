/**
 * Runs in the window: measures the time from a press of the mouse (when the browser got it) until the element
 * `selector` has changed and the change is painted. `answers(count)` waits for that many and tells all of them, in ms.
 */
globalThis.watchAnswers = (selector) => {
  const measured = []
  let pressedAt = null
  let told = () => undefined
  const afterPaint = (then) => {
    const painted = new MessageChannel()
    painted.port1.onmessage = then
    requestAnimationFrame(() => painted.port2.postMessage(null))
  }
  const observer = new MutationObserver(() => {
    if (pressedAt === null) return
    const from = pressedAt
    pressedAt = null
    afterPaint(() => {
      measured.push(performance.now() - from)
      told()
    })
  })
  observer.observe(document.querySelector(selector), {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
  })
  document.addEventListener('pointerdown', (event) => (pressedAt = event.timeStamp), { capture: true })
  globalThis.answers = (count) =>
    new Promise((resolve) => {
      told = () => measured.length >= count && resolve(measured)
      told()
    })
}
