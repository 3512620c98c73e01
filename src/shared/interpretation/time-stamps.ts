import { unsignedOf, type ByteOrder } from './numbers'

/** One way to read a point in time. */
export interface TimeStampForm {
  /** As people call it; the names are the same in every language. */
  readonly name: string
  readonly size: number
  /** The time in µs since the Unix epoch. */
  microseconds(value: bigint): bigint
}

/** 1 January 1601 (FILETIME) and 1 January 1900 (NTP) before 1970, in seconds. */
const filetimeEpoch = 11_644_473_600n
const ntpEpoch = 2_208_988_800n
/** Times outside these years are taken for other data: 1 January 1980 and 1 January 2100, in µs. */
const earliest = 315_532_800_000_000n
const latest = 4_102_444_800_000_000n

/** An era of NTP has 2³² seconds; a top bit of 0 means the era that began in 2036 (RFC 4330, section 3). */
function ntpMicroseconds(value: bigint): bigint {
  const seconds = value >> 32n
  const era = seconds >> 31n === 0n ? 1n << 32n : 0n
  const fraction = ((value & 0xffff_ffffn) * 1_000_000n) >> 32n
  return (seconds + era - ntpEpoch) * 1_000_000n + fraction
}

/** Every form, in the order in which they are shown. */
export const timeStampForms: readonly TimeStampForm[] = [
  { name: 'Unix s, 32 bit', size: 4, microseconds: (value) => value * 1_000_000n },
  { name: 'Unix s, 64 bit', size: 8, microseconds: (value) => value * 1_000_000n },
  { name: 'Unix ms', size: 8, microseconds: (value) => value * 1_000n },
  { name: 'Unix µs', size: 8, microseconds: (value) => value },
  { name: 'FILETIME', size: 8, microseconds: (value) => value / 10n - filetimeEpoch * 1_000_000n },
  { name: 'NTP', size: 8, microseconds: ntpMicroseconds },
]

/**
 * The first bytes as a time (UTC, ISO 8601, µs), null where it would be before 1980 or after 2099. Zero is no time: NTP
 * has it for an unknown one (RFC 5905, section 6).
 */
export function timeStampText(form: TimeStampForm, bytes: Uint8Array, order: ByteOrder): string | null {
  const value = unsignedOf(bytes.subarray(0, form.size), order)
  const time = form.microseconds(value)
  if (value === 0n || time < earliest || time >= latest) return null
  const seconds = new Date(Number(time / 1_000n)).toISOString().slice(0, 19)
  return `${seconds}.${String(time % 1_000_000n).padStart(6, '0')}Z`
}
