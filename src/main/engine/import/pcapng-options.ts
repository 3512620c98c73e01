/** The options of a pcapng block by their code; of several with one code the first. What is cut off is left out. */
export function pcapngOptions(bytes: Buffer, little: boolean): ReadonlyMap<number, Buffer> {
  const u16 = (at: number) => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at))
  const options = new Map<number, Buffer>()
  for (let at = 0; at + 4 <= bytes.length;) {
    const code = u16(at)
    const length = u16(at + 2)
    if (code === 0 || at + 4 + length > bytes.length) break
    if (!options.has(code)) options.set(code, bytes.subarray(at + 4, at + 4 + length))
    at += 4 + Math.ceil(length / 4) * 4
  }
  return options
}
