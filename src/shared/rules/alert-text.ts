import type { TextEncoding } from '../encoding/text-encoding'
import { escapedString } from '../payload/escaped-text'
import type { PayloadContext, PayloadScope } from '../payload/payload-context'
import { plainTemplate, type PlainTemplate } from '../payload/plain-template'
import { textOf } from '../payload/variables/variable-value'

/** Characters of an alert that are told: a group may have matched a whole message. */
const longestAlert = 500

/**
 * Reads the text of an alert, which has the variables of payloads and no escapes. What came from the network is read in
 * `encoding`, with control characters as escapes. Throws the faults of variables with their places.
 */
export function alertText(text: string, scope: PayloadScope, encoding: TextEncoding): PlainTemplate {
  const template = plainTemplate(text, scope, (value) =>
    value.is === 'bytes'
      ? escapedString(value.bytes.subarray(0, longestAlert * 4), false, encoding)
      : textOf(value),
  )
  return (context: PayloadContext) => shortened(template(context))
}

function shortened(text: string): string {
  return text.length <= longestAlert ? text : `${text.slice(0, longestAlert)}…`
}
