/**
 * Runs in the window: scrolls the element `selector` by a page every other frame or so for `ms`, from place to place,
 * and tells the time between frames, in ms, as the browser dated them.
 */
globalThis.scrollFrames = (selector, ms) =>
  new Promise((resolve) => {
    const element = document.querySelector(selector)
    const between = []
    let last = null
    let direction = -1
    const frame = (now) => {
      if (last !== null) between.push(now - last)
      last = now
      if (element.scrollTop <= 0) direction = 1
      if (element.scrollTop >= element.scrollHeight - element.clientHeight - 1) direction = -1
      element.scrollTop += direction * 60
      if (between.reduce((sum, one) => sum + one, 0) < ms) requestAnimationFrame(frame)
      else resolve(between)
    }
    requestAnimationFrame(frame)
  })
