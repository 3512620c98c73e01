import * as v from 'valibot'

/** A port a socket binds to: 0 lets the system pick one. */
export const localPort = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535))

/** A port of somebody else. */
export const remotePort = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535))

export const hostText = v.pipe(v.string(), v.trim(), v.maxLength(253))

export const payloadText = v.pipe(v.string(), v.maxLength(65_536))

export const milliseconds = (min: number, max: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max))

/** The path of a file, which is checked where it is read. */
export const filePath = v.pipe(v.string(), v.trim(), v.maxLength(4_096))
