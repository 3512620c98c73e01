/** The place in the text of `data`, whose children are spans of text, that stands at `x` px of the window. */
export function textPlaceAt(data: HTMLElement, x: number): number {
  let before = 0
  for (const span of data.children) {
    const text = span.firstChild
    if (!(text instanceof Text)) continue
    if (x < span.getBoundingClientRect().right) return before + placeInText(text, x)
    before += text.length
  }
  return before
}

/** Halves the text until one character is left. */
function placeInText(text: Text, x: number): number {
  const range = document.createRange()
  let low = 0
  let high = text.length - 1
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    range.setStart(text, middle)
    range.setEnd(text, middle + 1)
    if (x < range.getBoundingClientRect().right) high = middle
    else low = middle + 1
  }
  return Math.max(0, low)
}
