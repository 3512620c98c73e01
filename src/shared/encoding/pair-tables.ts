import type { PairCharacter } from './pair-characters'

/** The labels of the platform's decoders (WHATWG Encoding, 4.2). */
type PairLabel = 'gb18030' | 'big5' | 'shift_jis' | 'euc-kr'

const replacement = '\ufffd'

/**
 * What the platform's decoder makes of all pairs of bytes with a first byte in `from` … `to` (codes of pairs, both
 * included), in order. Each pair is followed by a line feed, which is part of no pair, so that one that is none spoils
 * no other.
 */
function* platformPairs(label: PairLabel, from: number, to: number): Generator<PairCharacter> {
  const codes: number[] = []
  for (let code = from; code <= to; code += 1) if ((code & 0xff) >= 0x40) codes.push(code)
  const bytes = Uint8Array.from(codes.flatMap((code) => [code >> 8, code & 0xff, 0x0a]))
  const found = new TextDecoder(label).decode(bytes).split('\n')
  for (let index = 0; index < codes.length; index += 1) {
    const text = found[index]!
    if (text.length === 1 && text !== replacement) {
      yield { code: codes[index]!, codePoint: text.charCodeAt(0) }
    }
  }
}

function isPrivate({ codePoint }: PairCharacter): boolean {
  return codePoint >= 0xe000 && codePoint <= 0xf8ff
}

/** The pairs of GBK, as GB18030 has them. */
export function gbkPairs(): Iterable<PairCharacter> {
  return platformPairs('gb18030', 0x8140, 0xfefe)
}

/** Shift-JIS with the extensions of Windows; the copies that NEC made of IBM's (0xED40 to 0xEEFC) count last. */
export function* shiftJisPairs(): Generator<PairCharacter> {
  yield* platformPairs('shift_jis', 0x8140, 0x9ffc)
  yield* platformPairs('shift_jis', 0xe040, 0xecfc)
  yield* platformPairs('shift_jis', 0xef40, 0xfcfc)
}

/** Characters that are twice in Big5, where the later code is the one in use. */
const laterBig5 = [0xa451, 0xa4ca, 0xf9e9, 0xf9ea, 0xf9eb, 0xf9f9]

/**
 * Big5 with the extensions of ETEN, without those of Hong Kong. Platforms disagree on the pictures of control
 * characters (0xA3C0 to 0xA3E0) and on 0xF9FE: these are as in WHATWG Encoding.
 */
export function* big5Pairs(): Generator<PairCharacter> {
  const all = [...platformPairs('big5', 0xa140, 0xc67e), ...platformPairs('big5', 0xc940, 0xf9fd)]
  yield* all.filter(({ code }) => laterBig5.includes(code))
  yield* all.filter((pair) => (pair.code < 0xa3c0 || pair.code > 0xa3e0) && !isPrivate(pair))
  for (let place = 0; place < 33; place += 1) {
    yield { code: 0xa3c0 + place, codePoint: place < 32 ? 0x2400 + place : 0x2421 }
  }
  yield { code: 0xf9fe, codePoint: 0xffed }
}

const hangul = { first: 0xac00, last: 0xd7a3 }

/**
 * KS X 1001, and the other Hangul syllables where Windows has them: in the order of Unicode on the codes that
 * KS X 1001 leaves free. Platforms disagree on those and on two signs.
 */
export function* eucKrPairs(): Generator<PairCharacter> {
  const standard = [...platformPairs('euc-kr', 0xa1a1, 0xfefe)].filter(
    (pair) => (pair.code & 0xff) >= 0xa1 && !isPrivate(pair),
  )
  yield* standard
  yield { code: 0xa2e6, codePoint: 0x20ac }
  yield { code: 0xa2e7, codePoint: 0xae }
  const known = new Set(standard.map(({ codePoint }) => codePoint))
  let codePoint = hangul.first
  for (const code of freeEucKrCodes()) {
    while (known.has(codePoint)) codePoint += 1
    if (codePoint > hangul.last) return
    yield { code, codePoint }
    codePoint += 1
  }
}

function* freeEucKrCodes(): Generator<number> {
  for (let lead = 0x81; lead <= 0xc6; lead += 1) {
    const end = lead < 0xa1 ? 0xfe : 0xa0
    for (let trail = 0x41; trail <= end; trail += 1) {
      const isGap = (trail > 0x5a && trail < 0x61) || (trail > 0x7a && trail < 0x81)
      if (!isGap) yield (lead << 8) | trail
    }
  }
}
