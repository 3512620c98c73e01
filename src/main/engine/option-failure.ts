import { SockwrightError, type Failure } from '../../shared/contract/errors'
import type { OptionInput, OptionIssue } from '../../shared/endpoints/endpoint-config'
import { parseGroups } from '../../shared/endpoints/multicast-group'

/** Ports of sockets of our own may be 0: the system picks one. */
const portMinimum: Readonly<Record<string, number>> = { port: 0, localPort: 0, remotePort: 0 }

/**
 * The failure of an option that is not as its definition demands: `E_PORT_RANGE` for ports, `E_GROUP_RANGE` for groups,
 * else `E_OPTION`.
 */
export function optionFailure(issue: OptionIssue, input: OptionInput): Failure {
  const given = input[issue.option]
  if (issue.option in portMinimum && typeof given === 'number') {
    return new SockwrightError('E_PORT_RANGE', {
      option: issue.option,
      port: given,
      min: given === 0 ? 1 : portMinimum[issue.option],
    }).toFailure()
  }
  const groups = issue.option === 'groups' && typeof given === 'string' ? parseGroups(given) : null
  if (groups?.ok === false && groups.notGroup !== null) {
    return new SockwrightError('E_GROUP_RANGE', { option: issue.option, group: groups.notGroup }).toFailure()
  }
  return new SockwrightError('E_OPTION', { ...issue }).toFailure()
}
