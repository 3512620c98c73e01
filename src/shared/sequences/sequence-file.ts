import * as v from 'valibot'
import { failureFact, SockwrightError } from '../contract/errors'
import { languages, type LocalText } from '../language/local-text'
import { compileSequence, type SequenceSetting, type StepProblem } from './compile-sequence'
import { NewSequenceSchema, sequenceLimits, type NewSequence } from './sequence'
import { stepNumber } from './step-path'

const formatMark = 'sockwright-sequences'
const SequenceFileSchema = v.strictObject({
  format: v.literal(formatMark),
  version: v.literal(1),
  sequences: v.pipe(v.array(v.unknown()), v.minLength(1)),
})

/** A longer file is not read. */
export const longestSequenceFile = 4 * sequenceLimits.characters

/**
 * The sequences of a file as {@link formatSequences} writes it, in which names differ. It is taken whole or refused
 * whole, with `E_SEQUENCE_FILE`, whose `reason` names the sequence and the place. What a payload or match says is
 * checked where the sequence is used.
 */
export function parseSequences(text: string): NewSequence[] {
  if (text.length > longestSequenceFile) {
    throw refused({
      en: `it has ${text.length} characters, and at most ${longestSequenceFile} are read`,
      'zh-CN': `有 ${text.length} 个字符，最多读取 ${longestSequenceFile} 个`,
    })
  }
  const { sequences } = readFile(text)
  const { sequences: most } = sequenceLimits
  if (sequences.length > most) {
    throw refused({
      en: `it has ${sequences.length} sequences, and a workspace holds at most ${most}`,
      'zh-CN': `有 ${sequences.length} 个序列，工作区最多 ${most} 个`,
    })
  }
  const read = sequences.map(readSequence)
  const twice = read.find(({ name }, at) => read.findIndex((one) => one.name === name) !== at)
  if (!twice) return read
  throw refused({ en: `the name “${twice.name}” is there twice`, 'zh-CN': `名称“${twice.name}”重复` })
}

/** The text of a file with `sequences`, without their ids. */
export function formatSequences(sequences: readonly NewSequence[]): string {
  const written = sequences.map(({ name, steps }) => ({ name, steps }))
  return `${JSON.stringify({ format: formatMark, version: 1, sequences: written }, null, 2)}\n`
}

/** Throws `E_SEQUENCE_FILE` for the first step of `sequence` that cannot be done in `setting`. */
export function assertRunnable(sequence: NewSequence, setting: SequenceSetting): void {
  const reading = compileSequence(sequence, setting)
  if (!reading.ok) throw refused(problemWords(sequence.name, reading.problems[0]!))
}

function problemWords(name: string, { path, failure }: StepProblem): LocalText {
  const number = stepNumber(path)
  const facts = languages.map((language) => {
    const fact = failureFact(failure, language).replace(/[.。]$/, '')
    const place = { en: `sequence “${name}”, step ${number}: `, 'zh-CN': `序列“${name}”，第 ${number} 步：` }
    return [language, `${place[language]}${fact}`]
  })
  return Object.fromEntries(facts) as LocalText
}

function readFile(text: string): v.InferOutput<typeof SequenceFileSchema> {
  let json: unknown
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (thrown) {
    const { message } = thrown as Error
    throw refused({ en: `it is no JSON (${message})`, 'zh-CN': `不是 JSON（${message}）` })
  }
  const read = v.safeParse(SequenceFileSchema, json)
  if (read.success) return read.output
  const path = v.getDotPath(read.issues[0])
  throw refused({
    en: path === null ? 'it has no sequences of Sockwright' : `${path} is not as in a file of sequences`,
    'zh-CN': path === null ? '其中没有 Sockwright 的序列' : `${path} 不符合序列文件的格式`,
  })
}

function readSequence(given: unknown, index: number): NewSequence {
  const read = v.safeParse(NewSequenceSchema, given)
  if (read.success) return read.output
  const issue = read.issues[0]
  const path = v.getDotPath(issue)
  const where = path === null ? '' : `, ${path}`
  throw refused({
    en: `sequence ${index + 1}${where}: ${issue.message}`,
    'zh-CN': `第 ${index + 1} 个序列${where}：${issue.message}`,
  })
}

function refused(reason: LocalText): SockwrightError {
  return new SockwrightError('E_SEQUENCE_FILE', { reason })
}
