import { SockwrightError } from '../../shared/contract/errors'
import type { OptionProblem } from '../../shared/contract/engine/endpoint-calls'
import type { OptionDefinition } from '../../shared/endpoints/options/option'
import { optionDemand } from '../../shared/endpoints/options/option-demand'
import type { FieldProblem } from '../controls/field-problem'
import { failureFact, failureWords, local, t } from '../language/use-language'

type SetOption = (option: string, value: unknown) => void

/** What the form says of a value that its definition refuses. The help of a number names its range. */
export function issueProblem(definition: OptionDefinition, value: unknown): FieldProblem {
  if (typeof value === 'number' && Number.isNaN(value)) return { message: t('form.wholeNumber') }
  if (definition.control.type === 'port') {
    const min = definition.default === 0 ? 0 : 1
    return { message: failureWords(new SockwrightError('E_PORT_RANGE', { port: value, min })) }
  }
  const helps = definition.control.type === 'number' && !definition.demand
  const reason = local(helps ? definition.help : optionDemand(definition, value))
  return { message: t('form.invalid', { reason }) }
}

/** What the form says of a value that would not work on this machine now, with the one click that puts it right. */
export function systemProblem(problem: OptionProblem, set: SetOption): FieldProblem {
  const { option, failure, suggestedPort } = problem
  if (suggestedPort !== null) {
    return {
      message: failureFact(failure),
      remedy: {
        label: t('form.usePort', { port: suggestedPort }),
        run: () => set(portOption(option), suggestedPort),
      },
    }
  }
  if (failure.code === 'E_SOCKET_STALE') {
    return {
      message: failureFact(failure),
      remedy: { label: t('form.removeStale'), run: () => set('removeStale', true) },
    }
  }
  if (failure.code === 'EADDRNOTAVAIL') {
    const address = String(failure.details.address ?? '').includes(':') ? '::1' : '127.0.0.1'
    return {
      message: failureFact(failure),
      remedy: { label: t('form.useAddress', { address }), run: () => set(option, address) },
    }
  }
  if (failure.code === 'E_TLS_CERT_MISSING') {
    return {
      message: failureFact(failure),
      remedy: { label: t('tls.makeOne'), run: () => set('tlsIdentity', 'self-signed') },
    }
  }
  return { message: failureWords(failure) }
}

/** A problem may name the address that a port belongs to; the suggested port goes where ports go. */
function portOption(option: string): string {
  if (option === 'address') return 'port'
  return option === 'localAddress' ? 'localPort' : option
}
