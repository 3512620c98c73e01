/**
 * Values as JSON text, with what JSON lacks: bytes, errors, `undefined` and the numbers without digits. As with
 * Electron's own structured clone, functions and instances of other classes are refused, unless `takeFunction` gives a
 * function a number.
 *
 * This file also runs inside the page, so it is JavaScript and uses what both sides have.
 */
export function encodeValue(value, takeFunction) {
  return JSON.stringify(plain(value, takeFunction))
}

export function decodeValue(text, makeFunction) {
  return restored(JSON.parse(text), makeFunction)
}

function plain(value, takeFunction) {
  if (value === undefined) return { $: 'undefined' }
  if (typeof value === 'number' && !Number.isFinite(value)) return { $: 'number', text: String(value) }
  if (typeof value === 'function' && takeFunction) return { $: 'function', number: takeFunction(value) }
  if (value instanceof Uint8Array) return { $: 'bytes', text: btoa(binaryText(value)) }
  if (value instanceof Error) return { $: 'error', name: value.name, text: value.message }
  if (Array.isArray(value)) return value.map((item) => plain(item, takeFunction))
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value
  if (typeof value !== 'object' || !isPlainObject(value))
    throw new TypeError('An object could not be cloned.')
  return {
    $: 'object',
    entries: Object.entries(value).map(([name, item]) => [name, plain(item, takeFunction)]),
  }
}

function restored(value, makeFunction) {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((item) => restored(item, makeFunction))
  if (value.$ === 'undefined') return undefined
  if (value.$ === 'number') return Number(value.text)
  if (value.$ === 'function') return makeFunction(value.number)
  if (value.$ === 'bytes') return Uint8Array.from(atob(value.text), (character) => character.charCodeAt(0))
  if (value.$ === 'error') return Object.assign(new Error(value.text), { name: value.name })
  return Object.fromEntries(value.entries.map(([name, item]) => [name, restored(item, makeFunction)]))
}

function isPlainObject(value) {
  const prototype = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function binaryText(bytes) {
  let text = ''
  for (let at = 0; at < bytes.length; at += 32_768)
    text += String.fromCharCode(...bytes.subarray(at, at + 32_768))
  return text
}
