import { recordKinds } from '../../../shared/capture/record'
import { CharacterWalk } from '../../../shared/encoding/character-walk'
import type { Characters } from '../../../shared/encoding/characters'
import type { BytePattern } from '../../../shared/filter/byte-pattern'
import type { FilterPattern } from '../../../shared/filter/filter-pattern'
import { RegexPattern, regexReach } from '../../../shared/filter/regex-pattern'
import type { CaptureReader } from '../capture/capture-reader'
import type { EntryList } from '../capture/record-entry'
import { SearchedBlock, type MatchSearch } from './block-search'

/** Payload read in one go: little enough to be searched while it is in the processor's cache. */
const blockBytes = 1024 * 1024
/** How much is read for nothing rather than in two reads. */
const mergedGap = 64 * 1024

/** No encoding takes more bytes for a character: pieces of a long message overlap by one less. */
const longestCharacter = 4

/** Neighbouring messages that are read together: those from position `first` to before `end` of a list of indices. */
interface MessageRun {
  readonly first: number
  readonly end: number
  readonly offset: number
  readonly length: number
}

/** A pattern with its number in the filter. */
interface Numbered<P> {
  readonly pattern: P
  readonly number: number
}

/** Looks for patterns in payload, reading the file in big blocks into one buffer. */
export class PayloadSearch {
  private searched: SearchedBlock | null = null

  private readonly bytePatterns: Numbered<BytePattern>[] = []
  private readonly expressions: Numbered<RegexPattern>[] = []

  constructor(private readonly patterns: readonly FilterPattern[]) {
    patterns.forEach((pattern, number) => {
      if (pattern instanceof RegexPattern) this.expressions.push({ pattern, number })
      else this.bytePatterns.push({ pattern, number })
    })
  }

  /**
   * Searches the messages among the entries at `indices` (rising). For each pattern the result has, by index, 1 where it
   * occurs. A hit lies inside one message.
   */
  find(entries: EntryList, capture: CaptureReader, indices: Uint32Array): Uint8Array[] {
    const hits = this.patterns.map(() => new Uint8Array(entries.count))
    if (this.patterns.length === 0) return hits
    this.matchEmpty(entries, indices, hits)
    for (const run of messageRuns(entries, indices)) {
      if (run.length > blockBytes) this.findInLong(entries, capture, indices[run.first]!, hits)
      else this.findInRun(entries, capture, indices, run, hits)
    }
    return hits
  }

  /** Searches the block as a whole: only a regular expression looks at messages one by one. */
  private findInRun(
    entries: EntryList,
    capture: CaptureReader,
    indices: Uint32Array,
    run: MessageRun,
    hits: readonly Uint8Array[],
  ): void {
    const block = this.block()
    const { bytes } = block
    capture.payloadIntoSync(bytes, run.offset, run.length)
    for (const { pattern, number } of this.bytePatterns) {
      const search = block.search(pattern, run.length)
      markHits(search, new MessageWalks(bytes, pattern.beginsAt), entries, indices, run, hits[number]!)
    }
    if (this.expressions.length === 0) return
    for (let position = run.first; position < run.end; position += 1) {
      const index = indices[position]!
      if (entries.kind(index) !== recordKinds.message) continue
      if (entries.length(index) === 0) continue
      const start = entries.offset(index) - run.offset
      const message = bytes.subarray(start, start + entries.length(index))
      for (const { pattern, number } of this.expressions) {
        if (pattern.occursIn(message)) hits[number]![index] = 1
      }
    }
  }

  /** A message longer than a block is searched in pieces that overlap by one match less a byte. */
  private findInLong(
    entries: EntryList,
    capture: CaptureReader,
    index: number,
    hits: readonly Uint8Array[],
  ): void {
    this.matchExpressions(entries, capture, index, hits)
    if (this.bytePatterns.length === 0) return
    const block = this.block()
    const overlap = this.longest - 1
    const end = entries.offset(index) + entries.length(index)
    /** Where the first character begins in the piece. */
    let begin = 0
    for (let at = entries.offset(index); at < end; at += blockBytes) {
      const length = Math.min(blockBytes + overlap, end - at)
      capture.payloadIntoSync(block.bytes, at, length)
      const piece = block.bytes.subarray(0, length)
      const walkOf = (characters: Characters) => new CharacterWalk(characters, piece, begin)
      for (const { pattern, number } of this.bytePatterns) {
        const walk = pattern.beginsAt && walkOf(pattern.beginsAt)
        if (hasMatch(block.search(pattern, length), walk)) hits[number]![index] = 1
      }
      if (this.beginsAt) begin = walkOf(this.beginsAt).beginningFrom(blockBytes) - blockBytes
    }
  }

  /** An expression may match a message without bytes, which lies in no run. */
  private matchEmpty(entries: EntryList, indices: Uint32Array, hits: readonly Uint8Array[]): void {
    const matching = this.expressions.filter(({ pattern }) => pattern.occursIn(new Uint8Array()))
    for (const { number } of matching) {
      for (const index of indices) {
        if (entries.kind(index) === recordKinds.message && entries.length(index) === 0)
          hits[number]![index] = 1
      }
    }
  }

  private matchExpressions(
    entries: EntryList,
    capture: CaptureReader,
    index: number,
    hits: readonly Uint8Array[],
  ): void {
    if (this.expressions.length === 0) return
    const bytes = capture.payloadSync(entries.offset(index), Math.min(regexReach, entries.length(index)))
    for (const { pattern, number } of this.expressions) {
      if (pattern.occursIn(bytes)) hits[number]![index] = 1
    }
  }

  /** Characters of the messages, where a pattern needs to know where they begin. */
  private get beginsAt(): Characters | null {
    return this.bytePatterns.find(({ pattern }) => pattern.beginsAt)?.pattern.beginsAt ?? null
  }

  private get longest(): number {
    return Math.max(longestCharacter, ...this.bytePatterns.map(({ pattern }) => pattern.longest))
  }

  private block(): SearchedBlock {
    return (this.searched ??= new SearchedBlock(blockBytes + this.longest))
  }
}

function messageRuns(entries: EntryList, indices: Uint32Array): MessageRun[] {
  const runs: MessageRun[] = []
  let first = 0
  let offset = 0
  let end = 0
  const finish = (next: number) => {
    if (end > offset) runs.push({ first, end: next, offset, length: end - offset })
  }
  for (let position = 0; position < indices.length; position += 1) {
    const index = indices[position]!
    if (entries.kind(index) !== recordKinds.message) continue
    const length = entries.length(index)
    if (length === 0) continue
    const start = entries.offset(index)
    if (end === offset || start - end > mergedGap || start + length - offset > blockBytes) {
      finish(position)
      first = position
      offset = start
    }
    end = start + length
  }
  finish(indices.length)
  return runs
}

/** Is there a match that begins where a character does? */
function hasMatch(search: MatchSearch, walk: CharacterWalk | null): boolean {
  for (let at = search.find(0); at >= 0; at = search.find(at + 1)) {
    if (!walk || walk.beginsAt(at)) return true
  }
  return false
}

/** Goes through the characters of one message of a block after the other, as far as matches ask for it. */
class MessageWalks {
  private start = -1
  private walk: CharacterWalk | null = null

  constructor(
    private readonly bytes: Uint8Array,
    private readonly characters: Characters | null,
  ) {}

  /** Does a character begin at `place` in the message from `start` to before `end`? Places must not fall. */
  beginsAt(place: number, start: number, end: number): boolean {
    if (!this.characters) return true
    if (this.start !== start || !this.walk) {
      this.start = start
      this.walk = new CharacterWalk(this.characters, this.bytes.subarray(start, end))
    }
    return this.walk.beginsAt(place - start)
  }
}

function markHits(
  search: MatchSearch,
  walks: MessageWalks,
  entries: EntryList,
  indices: Uint32Array,
  run: MessageRun,
  hits: Uint8Array,
): void {
  let position = run.first
  let at = 0
  for (;;) {
    const found = search.find(at)
    if (found < 0) return
    let start = 0
    let end = 0
    let index = 0
    for (; position < run.end; position += 1) {
      index = indices[position]!
      if (entries.kind(index) !== recordKinds.message) continue
      start = entries.offset(index) - run.offset
      end = start + entries.length(index)
      if (end > found) break
    }
    if (position === run.end) return
    if (found < start) {
      at = start
    } else if (search.matchEnd <= end && walks.beginsAt(found, start, end)) {
      hits[index] = 1
      at = end
    } else {
      at = found + 1
    }
  }
}
