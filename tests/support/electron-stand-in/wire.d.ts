export function encodeValue(value: unknown, takeFunction?: (value: unknown) => number): string
export function decodeValue(text: string, makeFunction?: (number: number) => unknown): unknown
