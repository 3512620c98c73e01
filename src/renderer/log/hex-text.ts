import { bytesToHex } from '../../shared/payload/hex-digits'

/** Bytes as the window shows them in hex: lower-case pairs with a space between. */
export function hexText(bytes: Uint8Array): string {
  return bytesToHex(bytes).toLowerCase()
}
