/** Turns the two halves of a time stamp into µs since the epoch; null where that is beyond what a record can have. */
export type InterfaceClock = (high: number, low: number) => number | null

/** Options of an interface that concern its clock (draft-ietf-opsawg-pcapng, section 4.2). */
const optionCodes = { resolution: 9, offset: 14 } as const

/** The clock of an interface with these options: µs where they do not tell. */
export function interfaceClock(options: ReadonlyMap<number, Buffer>, little: boolean): InterfaceClock {
  const resolution = options.get(optionCodes.resolution)?.[0] ?? 6
  const offset = offsetOf(options.get(optionCodes.offset), little)
  if (resolution === 6) return (high, low) => within(high * 2 ** 32 + low + Number(offset))
  const exponent = BigInt(resolution & 0x7f)
  const perSecond = resolution & 0x80 ? 2n ** exponent : 10n ** exponent
  return (high, low) => {
    const units = (BigInt(high) << 32n) | BigInt(low)
    return within(Number((units * 1_000_000n) / perSecond + offset))
  }
}

/** µs to add. */
function offsetOf(option: Buffer | undefined, little: boolean): bigint {
  if (option?.length !== 8) return 0n
  return (little ? option.readBigInt64LE() : option.readBigInt64BE()) * 1_000_000n
}

function within(time: number): number | null {
  return time >= 0 && time <= Number.MAX_SAFE_INTEGER ? time : null
}
