import type { TextEncoding } from '../../shared/encoding/text-encoding'
import { copyOf, type CopyForm } from '../../shared/payload/byte-copies'
import type { RecordContent } from '../../shared/contract/engine/view-calls'
import { formatCount } from '../language/format'
import { t } from '../language/use-language'
import { useCopy } from '../log/use-copy'
import { useNotices } from '../stores/notices'
import type { ByteSelection } from './byte-selection'
import { chosenRange } from './chosen-bytes'
import { maxReadBytes, readBytes } from './use-record'

/** Copies the chosen bytes of a record, or all of them, as far as one read goes, and says how many. */
export function useByteCopy() {
  const notices = useNotices()
  const { copyText } = useCopy()

  async function copyBytes(
    capture: string,
    { record, length }: RecordContent,
    selection: ByteSelection | null,
    form: CopyForm,
    encoding: TextEncoding,
  ): Promise<void> {
    const { from, to } = chosenRange(selection, length)
    try {
      const bytes = await readBytes(capture, record, from, Math.min(to - from, maxReadBytes))
      const count = formatCount(bytes.length)
      const done =
        bytes.length < to - from
          ? t('inspector.copiedPart', { count, all: formatCount(to - from) })
          : t('inspector.copied', { count })
      await copyText(copyOf(bytes, form, from, encoding), done)
    } catch (thrown) {
      notices.failed(thrown)
    }
  }

  return { copyBytes }
}
