import * as v from 'valibot'
import { toFailure, type Failure } from '../../shared/contract/errors'
import { parseFraming } from '../../shared/endpoints/framing'
import { LoadPlanSchema, type LoadPlan } from '../../shared/load/load-plan'
import type { LineEnding, Payload } from '../../shared/payload/payload'
import { parsePayload } from '../../shared/payload/payload-template'
import { compileMatch } from '../../shared/rules/compile-match'
import type { MessageMatch } from '../../shared/rules/message-match'
import { loadNumbers, type LoadNumberField } from './load-numbers'

/** What a reply has to be; `nothing`: none is waited for. */
export const loadExpectations = ['nothing', 'any', 'contains', 'exact', 'starts', 'ends', 'regex'] as const
export type LoadExpectation = (typeof loadExpectations)[number]

/** A load while it is put together; what does not apply now is kept. */
export interface LoadDraft {
  readonly transport: 'tcp' | 'udp'
  readonly host: string
  readonly port: number
  readonly clients: number
  readonly rampUpSeconds: number
  readonly form: 'text' | 'hex'
  readonly typed: string
  readonly lineEnding: LineEnding
  readonly pace: 'fast' | 'rate'
  readonly rate: number
  readonly seconds: number
  readonly until: 'time' | 'messages'
  readonly messages: number
  readonly expects: LoadExpectation
  readonly expected: string
  readonly replyMs: number
  readonly framing: string
}

export const firstLoad: LoadDraft = {
  transport: 'tcp',
  host: '127.0.0.1',
  port: 9_000,
  clients: 10,
  rampUpSeconds: 0,
  form: 'text',
  typed: 'ping {{seq}}',
  lineEnding: 'lf',
  pace: 'rate',
  rate: 1_000,
  seconds: 10,
  until: 'time',
  messages: 10_000,
  expects: 'any',
  expected: '',
  replyMs: 5_000,
  framing: 'line',
}

/** Where something of a draft can be wrong. */
export type LoadField = LoadNumberField | 'host' | 'typed' | 'expected' | 'framing'

/** What is wrong with a field: a number out of its range, nothing where something is needed, or a failure of its text. */
export type LoadProblem =
  | { readonly is: 'range'; readonly min: number; readonly max: number }
  | { readonly is: 'needed' }
  | { readonly is: 'empty' }
  | { readonly is: 'failure'; readonly failure: Failure }

export type LoadProblems = Partial<Readonly<Record<LoadField, LoadProblem>>>

function payloadOf({ form, typed, lineEnding }: LoadDraft): Payload {
  return form === 'text' ? { form, text: typed, lineEnding } : { form, hex: typed }
}

function matchOf({ expects, expected }: LoadDraft): MessageMatch | null {
  switch (expects) {
    case 'nothing':
      return null
    case 'any':
      return { by: 'any' }
    case 'regex':
      return { by: 'regex', pattern: expected, flags: '' }
    default:
      return { by: expects, text: expected }
  }
}

/** The plan of a draft without problems. */
export function planOf(draft: LoadDraft, mayReachOthers = false): LoadPlan {
  const { transport, host, port, pace, until } = draft
  return v.parse(LoadPlanSchema, {
    target: { transport, host, port },
    clients: draft.clients,
    rampUpMs: draft.rampUpSeconds * 1_000,
    rate: pace === 'rate' ? draft.rate : null,
    payload: payloadOf(draft),
    framing: transport === 'tcp' ? draft.framing : 'none',
    expect: matchOf(draft),
    replyMs: draft.replyMs,
    forMs: draft.seconds * 1_000,
    messages: until === 'messages' ? draft.messages : null,
    mayReachOthers,
  })
}

/** What is wrong with a draft; `variables` are those of the workspace. */
export function problemsOf(draft: LoadDraft, variables: ReadonlySet<string>): LoadProblems {
  const problems: { -readonly [K in LoadField]?: LoadProblem } = {}
  const check = (field: LoadNumberField) => {
    const { min, max } = loadNumbers[field]
    if (!(draft[field] >= min && draft[field] <= max)) problems[field] = { is: 'range', min, max }
  }
  if (draft.host.trim() === '') problems.host = { is: 'needed' }
  for (const field of ['port', 'clients', 'rampUpSeconds', 'seconds'] as const) check(field)
  if (draft.pace === 'rate') check('rate')
  if (draft.until === 'messages') check('messages')
  if (draft.expects !== 'nothing') check('replyMs')
  return { ...problems, ...textProblems(draft, variables) }
}

function textProblems(draft: LoadDraft, variables: ReadonlySet<string>): LoadProblems {
  const problems: { -readonly [K in LoadField]?: LoadProblem } = {}
  const parsed = parsePayload(payloadOf(draft), { scope: { match: null, variables } })
  if (!parsed.ok) problems.typed = { is: 'failure', failure: parsed.failure }
  else if (parsed.template.constant?.length === 0 && draft.transport === 'tcp')
    problems.typed = { is: 'empty' }
  const match = matchOf(draft)
  try {
    if (match) compileMatch(match)
  } catch (thrown) {
    problems.expected = { is: 'failure', failure: toFailure(thrown) }
  }
  const framing = parseFraming(draft.framing)
  if (draft.transport === 'tcp' && !framing.ok) problems.framing = { is: 'needed' }
  return problems
}
