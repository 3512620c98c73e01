import { isUnixKind, socketRoles, type EndpointKind } from '../../shared/endpoints/endpoint-kind'
import { socketOptionTable } from '../../shared/endpoints/socket-option-table'
import { local } from '../language/use-language'

/** An option of the system that cannot be set. */
export interface AbsentOption {
  readonly system: string
  readonly label: string
  readonly why: string
}

/** Options of the system that a person may look for and that cannot be set for this kind of endpoint. */
export function absentOptions(kind: EndpointKind): readonly AbsentOption[] {
  if (isUnixKind(kind)) return []
  return socketOptionTable.flatMap(({ system, label, tcp, udp }) => {
    const use = socketRoles[kind] === 'datagrams' ? udp : tcp
    return use.is === 'absent' ? [{ system, label: local(label), why: local(use.why) }] : []
  })
}
