import { parseTimeFormat } from './time-format'
import type { ArgumentProblem, EvaluateVariable, VariableDefinition } from './variable-definition'
import { numberValue, textValue } from './variable-value'

const unix: EvaluateVariable = ({ sources }) => numberValue(Math.floor(sources.now() / 1_000))
const ms: EvaluateVariable = ({ sources }) => numberValue(Math.floor(sources.now()))
const iso: EvaluateVariable = ({ sources }) => textValue(new Date(sources.now()).toISOString())

/** Short words for the usual forms. */
const forms: Readonly<Record<string, EvaluateVariable>> = { '': iso, iso, unix, ms }

function formatted(format: string, utc: boolean): EvaluateVariable | ArgumentProblem {
  const read = parseTimeFormat(format)
  if ('problem' in read) return read
  return ({ sources }) => textValue(read.write(sources.now(), utc))
}

export const timeVariables: readonly VariableDefinition[] = [
  {
    name: 'now',
    parameters: [{ type: 'format', name: 'format', optional: true }],
    needs: 'nothing',
    help: {
      en: 'The time of the sending: iso (the usual), unix (seconds), ms, or a format of local time such as yyyy-MM-dd HH:mm:ss.SSS.',
      'zh-CN': '发送时刻：iso（默认）、unix（秒）、ms（毫秒），或本地时间格式，如 yyyy-MM-dd HH:mm:ss.SSS。',
    },
    example: '{{now(yyyy-MM-dd HH:mm:ss)}}',
    make: ({ format }) =>
      Object.hasOwn(forms, format.trim()) ? forms[format.trim()]! : formatted(format, false),
  },
  {
    name: 'now.iso',
    parameters: [],
    needs: 'nothing',
    help: {
      en: 'The time of the sending in UTC by ISO 8601, with milliseconds.',
      'zh-CN': '发送时刻的 ISO 8601 格式（UTC，含毫秒）。',
    },
    example: '{{now.iso}}',
    make: () => iso,
  },
  {
    name: 'now.unix',
    parameters: [],
    needs: 'nothing',
    help: { en: 'Seconds since 1970-01-01 UTC.', 'zh-CN': '自 1970-01-01 UTC 起的秒数。' },
    example: '{{u32be now.unix}}',
    make: () => unix,
  },
  {
    name: 'now.ms',
    parameters: [],
    needs: 'nothing',
    help: { en: 'Milliseconds since 1970-01-01 UTC.', 'zh-CN': '自 1970-01-01 UTC 起的毫秒数。' },
    example: '{{u64be now.ms}}',
    make: () => ms,
  },
  {
    name: 'now.utc',
    parameters: [{ type: 'format', name: 'format', optional: false }],
    needs: 'nothing',
    help: {
      en: 'The time of the sending in UTC, in a format such as HH:mm:ss.SSS.',
      'zh-CN': '发送时刻的 UTC 时间，按给定格式，如 HH:mm:ss.SSS。',
    },
    example: '{{now.utc(HH:mm:ss)}}',
    make: ({ format }) => formatted(format, true),
  },
]
