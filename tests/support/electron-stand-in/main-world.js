/**
 * The page's half of the context bridge. Worlds share the document and nothing else, so calls cross as events whose
 * detail is text. `toPreload`, `toPage` and `openWindow` are names the page does not know.
 */
const callbacks = new Map()
let lastCallback = 0

const tell = (detail) =>
  document.dispatchEvent(new CustomEvent(toPreload, { detail: JSON.stringify(detail) }))

function takeCallback(callback) {
  callbacks.set((lastCallback += 1), callback)
  return lastCallback
}

function bridged(number) {
  return (...args) => tell({ function: number, args: encodeValue(args, takeCallback) })
}

document.addEventListener(toPage, (event) => {
  const told = JSON.parse(event.detail)
  if (told.expose) {
    const api = Object.freeze(decodeValue(told.api, bridged))
    Object.defineProperty(window, told.expose, { value: api, enumerable: true })
  } else callbacks.get(told.callback)(...decodeValue(told.args))
})

// Electron asks the app before anything opens. A popup that is closed again would hang the page under DevTools.
const askToOpen = globalThis[openWindow]
Reflect.deleteProperty(globalThis, openWindow)
window.open = (url = 'about:blank') => {
  askToOpen(new URL(url, location.href).href)
  return null
}
