import { X509Certificate } from 'node:crypto'
import type { Engine } from '../engine'
import type { CallGroup } from './call-group'

export function certificateCallGroup({ certificates }: Engine): CallGroup<'certificate'> {
  return {
    async 'certificate.authority'() {
      const path = await certificates.authorityFile()
      const { cert: pem } = await certificates.authority()
      const { fingerprint256, validTo } = new X509Certificate(pem)
      return { pem, path, fingerprint: fingerprint256, validTo: Date.parse(validTo) }
    },
  }
}
