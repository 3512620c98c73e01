import { checksums } from '../../shared/checksum/checksums'
import type { PayloadField } from '../../shared/payload/payload-field'
import { t } from '../language/use-language'

/** A field in a few words: `CRC-16 MODBUS le`, `Length u16be`. */
export function fieldWords(field: PayloadField): string {
  if (field.field === 'length') {
    const counted = field.counts === 'payload' ? '' : ` ${t(`composer.field.counts.${field.counts}`)}`
    return `${t('composer.field.length')} ${field.as}${counted}`
  }
  const name = checksums.find(({ id }) => id === field.checksum)?.name ?? field.checksum
  const order = field.order === 'le' ? ' le' : ''
  const as = field.as === 'binary' ? '' : ` ${field.as}`
  const range = field.from === 0 && field.to === null ? '' : ` [${field.from}..${field.to ?? ''}]`
  return `${name}${order}${as}${range}`
}
