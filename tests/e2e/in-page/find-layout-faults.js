/**
 * Runs in the window: tells what a person would call broken in what shows below the first element of `selector`.
 */
globalThis.findLayoutFaults = (selector) => {
  const root = document.querySelector(selector)
  const faults = new Set()
  const slack = 1.5
  const tell = (what, element) => {
    const place = element.closest('[data-testid]')?.getAttribute('data-testid') ?? element.tagName
    faults.add(`${what}: “${(element.textContent ?? '').trim().slice(0, 60)}” in ${place}`)
  }

  const scrolls = (element) => /auto|scroll/.test(getComputedStyle(element).overflow)
  const clips = (element) => /hidden|clip/.test(getComputedStyle(element).overflow)
  const isTold = (element) => element.closest('[title]') !== null
  const isMeantForScreenReaders = (element) => {
    const { width, height } = element.getBoundingClientRect()
    return width <= 1 || height <= 1
  }

  const ownTextBox = (element) => {
    const texts = [...element.childNodes].filter(
      (node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '',
    )
    if (texts.length === 0) return null
    const range = document.createRange()
    range.setStartBefore(texts[0])
    range.setEndAfter(texts.at(-1))
    return range.getBoundingClientRect()
  }

  const checkClipping = (element, box) => {
    for (let outer = element; outer && outer !== document.body; outer = outer.parentElement) {
      if (scrolls(outer)) return
      if (!clips(outer)) continue
      const edge = outer.getBoundingClientRect()
      const beyond =
        box.right > edge.right + slack || box.left < edge.left - slack || box.bottom > edge.bottom + slack + 2
      if (!beyond) continue
      const ellipsis = getComputedStyle(outer).textOverflow === 'ellipsis'
      if (!ellipsis) tell('cut off', element)
      else if (!isTold(element)) tell('shortened without a title', element)
      return
    }
    const outside = box.right > innerWidth + slack || box.left < -slack || box.bottom > innerHeight + slack
    if (outside) tell('outside the window', element)
  }

  const checkCover = (element, box) => {
    // What lets the pointer through is not found there, though it is on top.
    if (getComputedStyle(element).pointerEvents === 'none') return
    const x = box.left + Math.min(box.width, element.getBoundingClientRect().width) / 2
    const top = document.elementFromPoint(x, box.top + box.height / 2)
    if (!top || top.contains(element) || element.contains(top)) return
    if (top.closest('label, [role=slider], [role=separator]')) return
    tell(`covered by ${top.closest('[data-testid]')?.getAttribute('data-testid') ?? top.tagName}`, element)
  }

  const isScrolledAway = (element, box) => {
    for (let outer = element.parentElement; outer; outer = outer.parentElement) {
      if (!scrolls(outer)) continue
      const edge = outer.getBoundingClientRect()
      if (box.top < edge.top - 1 || box.bottom > edge.bottom + 1) return true
    }
    return false
  }

  for (const element of [root, ...root.querySelectorAll('*')]) {
    if (element.closest('[data-testid=log-row], svg, .cm-editor, option')) continue
    const style = getComputedStyle(element)
    if (style.visibility === 'hidden' || isMeantForScreenReaders(element)) continue
    if (scrolls(element) && style.overflowX !== 'hidden' && element.scrollWidth > element.clientWidth + 1) {
      tell('scrolls sideways', element)
    }
    const box = ownTextBox(element)
    if (!box || box.width === 0 || isScrolledAway(element, box)) continue
    checkClipping(element, box)
    checkCover(element, box)
  }
  return [...faults]
}
