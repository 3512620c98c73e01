/** No line of these protocols is longer; of one that is, the beginning is enough. */
const longestLine = 8_192
const newLine = 0x0a

interface PassingLine {
  /** Without its end. */
  readonly line: string
  /** Bytes that stand behind it. */
  readonly behind: number
}

/** The lines of one direction as they pass. Keeps the beginning of one that is not whole. */
export class PassingLines {
  #begun = ''

  /** The lines that end in these bytes. */
  take(bytes: Uint8Array): readonly PassingLine[] {
    const lines: PassingLine[] = []
    let from = 0
    for (let end = bytes.indexOf(newLine); end >= 0; end = bytes.indexOf(newLine, from)) {
      this.#add(bytes.subarray(from, end))
      from = end + 1
      lines.push({ line: this.#begun.replace(/\r$/, ''), behind: bytes.length - from })
      this.#begun = ''
    }
    this.#add(bytes.subarray(from))
    return lines
  }

  #add(bytes: Uint8Array): void {
    const room = longestLine - this.#begun.length
    this.#begun += Buffer.from(bytes.subarray(0, Math.max(0, room))).toString('latin1')
  }
}
