import type { Ref } from 'vue'
import type { TextEncoding } from '../../shared/encoding/text-encoding'

/** The encoding in which a log reads text, and the way to another one. Whoever owns the log keeps the choice. */
export interface LogEncoding {
  readonly current: Readonly<Ref<TextEncoding>>
  choose(encoding: TextEncoding): void
}
