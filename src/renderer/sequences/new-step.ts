import type { SequenceStep } from '../../shared/sequences/sequence'

export const stepKinds = ['send', 'expect', 'wait', 'set', 'loop', 'half-close', 'close', 'reset'] as const
export type StepKind = (typeof stepKinds)[number]

/** A step to begin with. */
export function newStep(kind: StepKind): SequenceStep {
  switch (kind) {
    case 'send':
      return { do: kind, payload: { form: 'text', text: '', lineEnding: 'none' } }
    case 'expect':
      return { do: kind, match: { by: 'any' }, timeoutMs: 5_000 }
    case 'wait':
      return { do: kind, ms: 1_000 }
    case 'set':
      return { do: kind, variable: 'value', text: '{{match.1}}' }
    case 'loop':
      return { do: kind, until: { is: 'times', times: 3 }, steps: [] }
    default:
      return { do: kind }
  }
}
