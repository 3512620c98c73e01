import { checksumOf, type Checksum } from '../../checksum/checksum'
import { checksums } from '../../checksum/checksums'
import { crc16Modbus } from '../../checksum/crc'
import type { VariableDefinition } from './variable-definition'
import { numberValue } from './variable-value'

function digest(name: string, checksum: Checksum, example: string): VariableDefinition {
  return {
    name,
    parameters: [{ type: 'text', name: 'text' }],
    needs: 'nothing',
    help: {
      en: `${checksum.name} of a text with escapes: hex digits in text, bytes in hex.`,
      'zh-CN': `对文本（可用转义）计算 ${checksum.name}：文本中为十六进制数字，十六进制载荷中为字节。`,
    },
    example,
    make:
      ({ inner }) =>
      (context) => ({ is: 'digits', bytes: checksumOf(checksum, inner(context)) }),
  }
}

/** `crc-16/modbus` is written `crc16.modbus`. */
function functionName({ id }: Checksum): string {
  const [kind = '', variant] = id.split('/')
  const plain = kind.replaceAll('-', '')
  return variant === undefined ? plain : `${plain}.${variant}`
}

/** Functions over an inner text: its length and every checksum. `crc16` alone is the one of Modbus. */
export const digestVariables: readonly VariableDefinition[] = [
  {
    name: 'len',
    parameters: [{ type: 'text', name: 'text' }],
    needs: 'nothing',
    help: {
      en: 'How many bytes a text with escapes has.',
      'zh-CN': '文本（可用转义）的字节数。',
    },
    example: '{{u16be len(hello)}}',
    make:
      ({ inner }) =>
      (context) =>
        numberValue(inner(context).length),
  },
  digest('crc16', crc16Modbus, '{{u16le crc16(\\x01\\x03\\x00\\x00\\x00\\x01)}}'),
  ...checksums.map((checksum) => {
    const name = functionName(checksum)
    return digest(name, checksum, `{{${name}(hello)}}`)
  }),
]
