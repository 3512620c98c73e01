import { decodeLimits, type DecodedField, type Decoder } from './decoder'
import { dnsDecoder } from './dns-decoder'
import { httpDecoder } from './http-decoder'
import { jsonDecoder } from './json-decoder'
import { modbusDecoder } from './modbus-decoder'
import { mqttDecoder } from './mqtt-decoder'
import { xmlDecoder } from './xml-decoder'

/** Every decoder. The ones that are easiest to tell from others come first; one more is one file and its line here. */
export const decoders: readonly Decoder[] = [
  httpDecoder,
  jsonDecoder,
  xmlDecoder,
  modbusDecoder,
  dnsDecoder,
  mqttDecoder,
]

/** What one decoder made of a record. */
export interface Decoded {
  readonly decoder: Decoder
  readonly fields: readonly DecodedField[]
}

/** What the first bytes of a record are in every format that takes them for its own. */
export function decodeAll(bytes: Uint8Array): Decoded[] {
  const looked = bytes.subarray(0, decodeLimits.bytes)
  return decoders.flatMap((decoder) => {
    const fields = decoder.decode(looked)
    return fields ? [{ decoder, fields }] : []
  })
}
