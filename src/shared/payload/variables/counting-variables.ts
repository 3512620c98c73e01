import { SockwrightError } from '../../contract/errors'
import type { VariableDefinition } from './variable-definition'
import { numberValue, textValue } from './variable-value'

/** So many digits are enough for any number and any fixed column. */
const widest = 64

function padded(value: number, width: number): string {
  const digits = String(Math.abs(value)).padStart(value < 0 ? width - 1 : width, '0')
  return value < 0 ? `-${digits}` : digits
}

export const countingVariables: readonly VariableDefinition[] = [
  {
    name: 'seq',
    parameters: [
      {
        type: 'integer',
        name: 'start',
        least: Number.MIN_SAFE_INTEGER,
        most: Number.MAX_SAFE_INTEGER,
        usual: 1,
      },
      { type: 'integer', name: 'step', least: -1_000_000_000, most: 1_000_000_000, usual: 1 },
      { type: 'integer', name: 'width', least: 0, most: widest, usual: 0 },
    ],
    needs: 'nothing',
    help: {
      en: 'Counts the sendings of this payload: start, then step more each time, with zeros up to a width. Begins again when the endpoint, repeat or rule starts anew, or the payload is changed.',
      'zh-CN':
        '对此载荷的发送次数计数：从 start 起每次加 step，按 width 补零。端点、重复或规则重新开始，或载荷改变时重新计数。',
    },
    example: '{{seq(1, 1, 4)}}',
    make({ numbers }) {
      const [start = 1, step = 1, width = 0] = numbers
      return ({ sending }) => {
        const value = start + step * sending
        if (!Number.isSafeInteger(value)) {
          const range = { lowest: Number.MIN_SAFE_INTEGER, highest: Number.MAX_SAFE_INTEGER }
          throw new SockwrightError('E_VARIABLE_RANGE', { value, type: 'seq', ...range })
        }
        return width === 0 ? numberValue(value) : textValue(padded(value, width))
      }
    },
  },
]
