import type { Characters } from '../../shared/encoding/characters'
import { hexText } from '../log/hex-text'
import type { ByteRange } from '../log/find-bytes'
import { streamGlyphAt } from './stream-glyphs'
import { turnsOf, type StreamBytes } from './stream-bytes'
import type { FollowMode } from './stream-rows'
import type { FollowStream } from './use-follow-stream'

/** Bytes of one copy; a clipboard is no place for more. */
const maxCopiedBytes = 8 * 1024 * 1024

/** The chosen bytes as text for the clipboard, no more than {@link maxCopiedBytes} of them. */
export async function copiedText(
  stream: FollowStream,
  { from, to }: ByteRange,
  mode: FollowMode,
  characters: Characters,
): Promise<{ readonly text: string; readonly bytes: number }> {
  const bytes = await stream.read(from, Math.min(to, from + maxCopiedBytes))
  const text = mode === 'hex' ? hexText(bytes.data) : textOf(bytes, mode, characters)
  return { text, bytes: bytes.data.length }
}

/** As text, what breaks lines and tabs is copied as it is; bytes that are no character as `\xNN`. */
function textOf(bytes: StreamBytes, mode: 'text' | 'escapes', characters: Characters): string {
  const pieces: string[] = []
  for (const { from, to, offset } of turnsOf(bytes)) {
    const data = bytes.data.subarray(from - bytes.from, to - bytes.from)
    for (let at = 0; at < data.length;) {
      const glyph = streamGlyphAt(data, at, offset, { mode, characters })
      const codePoint = mode === 'text' && glyph.style === 'plain' ? characters.read(data, at) : -1
      pieces.push(codePoint >= 0 ? String.fromCodePoint(codePoint) : glyph.text)
      at += glyph.length
    }
  }
  return pieces.join('')
}
