/** What a record is; tells which file its offset is in. */
export const recordKinds = { message: 1, event: 2 } as const
export type RecordKind = keyof typeof recordKinds

/** Which way a message went. Events have `none`. */
export const directions = { none: 0, in: 1, out: 2 } as const
export type Direction = keyof typeof directions

/** Bits of a record's `flags`; bits 8 to 10 are its {@link Opcode}. */
export const recordFlags = {
  /** Bytes of a message that the end of its stream, or a crash, cut off. */
  unfinished: 1,
  /** A part of a message that was longer than its limit, or for which memory for unfinished bytes was short. */
  partial: 2,
  /** Payload found beyond the index after a crash. */
  unindexed: 4,
  /** A rule marked it. */
  marked: 8,
  /** A rule classed it as data, or as an error. */
  data: 16,
  error: 32,
  /** It went no further: a fault or a person dropped it. */
  dropped: 64,
  /** What became of another record, which the link names: as forwarded or sent after rewriting, a fault or an edit. */
  altered: 128,
  /** A fault held it up: it left later than it came. */
  delayed: 2048,
  /** It did not go on as it is, but as the next record that links to it. */
  replaced: 4096,
} as const

/** Is this a message as it came or was given, and not what became of another one? */
export function isOriginal(flags: number): boolean {
  return (flags & recordFlags.altered) === 0
}

/**
 * Why a message went out: the `cause` of a record. From {@link firstNamedCause} up, a number stands for a name that
 * the capture keeps: that of a rule, for example.
 */
export const causes = { none: 0, hand: 1, echo: 2, greeting: 3, reply: 4, file: 5, protocol: 6 } as const
export type FixedCause = keyof typeof causes
/** What a named cause is the name of. */
export const namedCauseKinds = [
  'rule',
  'script',
  'repeat',
  'sequence',
  'fault',
  'rewrite',
  'starttls',
] as const
export type NamedCauseKind = (typeof namedCauseKinds)[number]
export type NamedCause = `${NamedCauseKind}:${string}`
export type Cause = FixedCause | NamedCause

/** The options of an endpoint that are rules. */
export const ruleCauses = ['echo', 'greeting', 'reply'] as const satisfies readonly Cause[]
export const firstNamedCause = 100

const fixedNames = new Map<number, FixedCause>(
  Object.entries(causes).map(([name, number]) => [number, name as FixedCause]),
)

/** The cause with a number below {@link firstNamedCause}; `none` for one this version does not know. */
export function fixedCause(number: number): FixedCause {
  return fixedNames.get(number) ?? 'none'
}

/** Of which kind a named cause is, and the name. */
export function namedCauseParts(cause: NamedCause): readonly [kind: NamedCauseKind, name: string] {
  const kind = namedCauseKinds.find((one) => cause.startsWith(`${one}:`)) ?? 'rule'
  return [kind, cause.slice(kind.length + 1)]
}

/** Is this the cause of what a rule sent? */
export function isRuleCause(cause: Cause): boolean {
  return cause.startsWith('rule:') || ruleCauses.some((name) => name === cause)
}

/** Is this the cause of what a relay's rules or script have said to its client? */
export function isAnswerCause(cause: Cause): boolean {
  return cause.startsWith('rule:') || cause.startsWith('script:')
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
  /** How many records back that is which this one was made of; 0 where it was made of none. */
  readonly link: number
}
