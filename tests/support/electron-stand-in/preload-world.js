/**
 * What a sandboxed preload finds around it, in its isolated world: `require` of `electron` only, with the modules of a
 * renderer only. `toPreload`, `toPage`, `sendToMain` and `receiveFromMain` are names given by the stand-in.
 */
const functions = new Map()
const listeners = new Map()

const tellPage = (detail) =>
  document.dispatchEvent(new CustomEvent(toPage, { detail: JSON.stringify(detail) }))

document.addEventListener(toPreload, (event) => {
  const told = JSON.parse(event.detail)
  const callback =
    (number) =>
    (...args) =>
      tellPage({ callback: number, args: encodeValue(args) })
  const returned = functions.get(told.function)(...decodeValue(told.args, callback))
  if (returned !== undefined) throw new Error('This stand-in for Electron carries no return values.')
})

const contextBridge = {
  exposeInMainWorld(key, api) {
    const takeFunction = (value) => functions.set(functions.size + 1, value).size
    tellPage({ expose: key, api: encodeValue(api, takeFunction) })
  },
}

const ipcRenderer = {
  send: (channel, ...args) => globalThis[sendToMain](JSON.stringify({ channel, args: encodeValue(args) })),
  on: (channel, listener) => void listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
}

globalThis[receiveFromMain] = (channel, args) => {
  for (const listener of listeners.get(channel) ?? []) listener({ sender: ipcRenderer }, ...decodeValue(args))
}

// eslint-disable-next-line @typescript-eslint/no-unused-vars -- the preload, appended to this file, calls it
function require(name) {
  if (name === 'electron') return { contextBridge, ipcRenderer }
  throw new Error(`module not found: ${name}`)
}
