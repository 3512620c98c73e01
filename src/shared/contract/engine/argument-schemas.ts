import * as v from 'valibot'

export const PathSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(4_096))
export const CountSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000))
export const IndexSchema = v.pipe(v.number(), v.integer(), v.minValue(0))
export const PeerNumberSchema = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(0xffff_ffff))
export const TokenSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(200))
export const NothingSchema = v.strictObject({})

/** Identifies a capture series: the absolute path of its first folder. */
export const CaptureIdSchema = PathSchema

/** A filter in the filter language (`docs/filter.md`); empty matches everything. */
export const FilterSchema = v.pipe(v.string(), v.maxLength(4_096))
