/** Why a field is not all that it should be. */
export type FieldRemark =
  /** The bytes end before the field does. */
  | 'cut'
  /** The format does not allow what stands here. */
  | 'malformed'
  /** More follows inside than is decoded. */
  | 'limit'

/** One part of a decoded message. */
export interface DecodedField {
  /** The word of the format's own specification, or a name that came with the bytes. */
  readonly name: string
  readonly value: string
  /** The bytes it was read from; `to` is not included. */
  readonly from: number
  readonly to: number
  readonly children: readonly DecodedField[]
  readonly remark?: FieldRemark
}

/**
 * Reads one format. `decode` is a plain function of the bytes: it gives the fields in the order of their bytes, null
 * where the bytes are something else. It never throws, whatever the bytes, and its work is bounded by `decodeLimits`.
 */
export interface Decoder {
  readonly id: string
  /** As people call the format. */
  readonly name: string
  decode(bytes: Uint8Array): readonly DecodedField[] | null
}

/** What bounds the work on one record. */
export const decodeLimits = {
  /** Bytes of a record that are looked at. */
  bytes: 65_536,
  /** Fields in all. */
  fields: 4_000,
  /** Fields inside fields. */
  depth: 64,
} as const
