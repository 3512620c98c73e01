/** What a record is; tells which file its offset is in. */
export const recordKinds = { message: 1, event: 2 } as const
export type RecordKind = keyof typeof recordKinds

/** Which way a message went. Events have `none`. */
export const directions = { none: 0, in: 1, out: 2 } as const
export type Direction = keyof typeof directions

/** Bits of a record's `flags`. */
export const recordFlags = {
  /** Bytes of a message that the end of its stream, or a crash, cut off. */
  unfinished: 1,
  /** A part of a message that was longer than its limit, or for which memory for unfinished bytes was short. */
  partial: 2,
  /** Payload found beyond the index after a crash. */
  unindexed: 4,
} as const

/** Why a message went out: the `cause` of a record. Numbers from 100 up are left for rules and scripts. */
export const causes = { none: 0, hand: 1, echo: 2, greeting: 3, reply: 4 } as const
export type Cause = keyof typeof causes

/** The causes that are rules. */
export const ruleCauses = ['echo', 'greeting', 'reply'] as const satisfies readonly Cause[]
const firstRuleCause = 100

/** Is a cause number that of a rule, of this version or another? */
export function isRuleCause(cause: number): boolean {
  return cause >= firstRuleCause || ruleCauses.some((name) => causes[name] === cause)
}

/** Name of a cause number; `none` for one this version does not know. */
export function causeName(cause: number): Cause {
  const found = (Object.keys(causes) as Cause[]).find((name) => causes[name] === cause)
  return found ?? 'none'
}

/** The facts of one record, as every reader of a capture gets them. `time` in µs since the epoch, `length` in bytes. */
export interface RecordFacts {
  /** From 1 up, in order, over the whole series. */
  readonly record: number
  readonly time: number
  readonly kind: RecordKind
  readonly direction: Direction
  /** 0 where no peer is concerned. */
  readonly peer: number
  readonly length: number
  readonly flags: number
  readonly cause: Cause
}
