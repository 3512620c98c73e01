import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeLimits, type DecodedField } from '../../src/shared/decoders/decoder'
import { decodeAll, decoders } from '../../src/shared/decoders/decoders'

const bytesOf = (hex: string) => new Uint8Array(Buffer.from(hex.replaceAll(/\s/g, ''), 'hex'))
const text = (from: string) => new Uint8Array(Buffer.from(from))
const decode = (id: string, bytes: Uint8Array) => decoders.find((one) => one.id === id)!.decode(bytes)

/** The tree as lines: depth, name, value, and the remark if there is one. */
function lines(fields: readonly DecodedField[] | null, indent = ''): string[] {
  return (fields ?? []).flatMap(({ name, value, children, remark }) => [
    `${indent}${name}: ${value}${remark ? ` (${remark})` : ''}`,
    ...lines(children, `${indent}  `),
  ])
}

function all(fields: readonly DecodedField[]): DecodedField[] {
  return fields.flatMap((field) => [field, ...all(field.children)])
}

/** The bytes of the field that is called `name`. */
function bytesOfField(id: string, bytes: Uint8Array, name: string): string {
  const field = all(decode(id, bytes) ?? []).find((one) => one.name === name)
  return field ? Buffer.from(bytes.subarray(field.from, field.to)).toString() : ''
}

describe('JSON', () => {
  it('gives each member with its bytes', () => {
    const bytes = text(' {"dev":17,"名":[true,{"a":null},"\\u00e9\\n"]}\n')
    expect(lines(decode('json', bytes))).toEqual([
      'JSON: { 2 }',
      '  dev: 17',
      '  名: [ 3 ]',
      '    [0]: true',
      '    [1]: { 1 }',
      '      a: null',
      '    [2]: "\\u00e9\\n"',
    ])
    expect(bytesOfField('json', bytes, '名')).toBe('"名":[true,{"a":null},"\\u00e9\\n"]')
    expect(bytesOfField('json', bytes, '[1]')).toBe('{"a":null}')
  })

  it('reads several values in a row', () => {
    expect(lines(decode('json', text('{"a":1}\n{"a":2}\n')))).toEqual([
      'JSON: { 1 }',
      '  a: 1',
      'JSON 2: { 1 }',
      '  a: 2',
    ])
  })

  it('shows how far a message comes that ends too early', () => {
    expect(lines(decode('json', text('{"a":1,"b":[2,"thr')))).toEqual([
      'JSON: { 2 } (cut)',
      '  a: 1',
      '  b: [ 2 ] (cut)',
      '    [0]: 2',
      '    [1]: "thr (cut)',
    ])
  })

  it('shows where a message stops being JSON', () => {
    expect(lines(decode('json', text('{"temperature":1,"b":[2,}')))).toEqual([
      'JSON: { 2 } (malformed)',
      '  temperature: 1',
      '  b: [ 1 ] (malformed)',
      '    [0]: 2',
      '…: } (malformed)',
    ])
  })

  it.each(['[info] started', '{name} is here', '17', 'null', '"text"', '', '[1] a line of a log file'])(
    'leaves %j alone',
    (words) => {
      expect(decode('json', text(words))).toBeNull()
    },
  )

  it('reads whatever JSON.stringify writes, to its last byte', () => {
    fc.assert(
      fc.property(fc.object({ maxDepth: 5 }), (value) => {
        const bytes = text(JSON.stringify(value))
        const [root, ...others] = decode('json', bytes)!
        expect(others).toEqual([])
        expect([root!.from, root!.to, root!.remark]).toEqual([0, bytes.length, undefined])
      }),
    )
  })

  it('stops in very deep nesting', () => {
    expect(all(decode('json', text('[1,'.repeat(20_000)))!).some(({ remark }) => remark === 'limit')).toBe(
      true,
    )
  })
})

describe('HTTP', () => {
  const request = text(
    'POST /log?x=1 HTTP/1.1\r\nHost: localhost\r\nX-Long: one\r\n two\r\nContent-Length: 5\r\n\r\nhello',
  )

  it('gives the parts of a request', () => {
    expect(lines(decode('http', request))).toEqual([
      'Request: POST /log?x=1',
      '  Request line: POST /log?x=1 HTTP/1.1',
      '    Method: POST',
      '    Target: /log?x=1',
      '    Version: HTTP/1.1',
      '  Host: localhost',
      '  X-Long: one two',
      '  Content-Length: 5',
      '  Body: hello',
    ])
    expect(bytesOfField('http', request, 'Target')).toBe('/log?x=1')
    expect(bytesOfField('http', request, 'X-Long')).toBe('X-Long: one\r\n two')
    expect(bytesOfField('http', request, 'Body')).toBe('hello')
  })

  it('reads a chunked answer with a trailer', () => {
    const bytes = text(
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n1\r\n!\r\n0\r\nETag: a\r\n\r\n',
    )
    expect(lines(decode('http', bytes)).slice(4)).toEqual([
      '    Reason: OK',
      '  Transfer-Encoding: chunked',
      '  Body: chunked',
      '    Chunk 5;x=y: hello',
      '    Chunk 1: !',
      '    ETag: a',
    ])
  })

  it('reads answers in a row, and the rest as body where nothing tells its length', () => {
    const shown = lines(
      decode('http', text('HTTP/1.1 304 Not Modified\r\n\r\nHTTP/1.0 200 \r\nServer: x\r\n\r\nbody\nof it')),
    )
    expect(shown.filter((line) => line.startsWith('Resp'))).toEqual([
      'Response: 304 Not Modified',
      'Response: 200',
    ])
    expect(shown.at(-1)).toBe('  Body: body\\nof it')
  })

  it('says where a message is cut or wrong', () => {
    expect(lines(decode('http', text('GET / HTTP/1.1\r\nHost: a\r\nAcc')))).toContain('  ?: Acc (cut)')
    expect(lines(decode('http', text('GET / HTTP/1.1\r\nno colon\r\n\r\n')))).toContain(
      '  ?: no colon (malformed)',
    )
    expect(lines(decode('http', text('GET / HTTP/1.1\r\nContent-Length: 9\r\n\r\nab'))).at(-1)).toBe(
      '  Body: ab (cut)',
    )
    expect(lines(decode('http', text('GET / HTTP/1.1\r\n\r\nmore'))).at(-1)).toBe('…: more (malformed)')
  })

  it.each(['PRI * HTTP/2.0\r\n\r\n', 'GET /', 'hello world', '', 'HTTP/1.1 abc'])(
    'leaves %j alone',
    (words) => {
      expect(decode('http', text(words))).toBeNull()
    },
  )

  it.each([
    ['the same length twice', 'Content-Length: 2\r\nContent-Length: 2, 2', '  Body: hi'],
    [
      'a length beside chunks',
      'Content-Length: 9\r\nTransfer-Encoding: chunked',
      '  Content-Length: 9 (malformed)',
    ],
    ['two lengths', 'Content-Length: 2\r\nContent-Length: 3', '  Content-Length: 3 (malformed)'],
    ['no number', 'Content-Length: two', '  Content-Length: two (malformed)'],
    ['codings without chunks', 'Transfer-Encoding: gzip', '  Transfer-Encoding: gzip (malformed)'],
    ['a zero byte', 'A: b\0c', '  ?: A: b\\0c (malformed)'],
    ['space before the colon', 'A : b', '  ?: A : b (malformed)'],
  ])('judges the header fields of a body: %s', (_what, fields, shown) => {
    const body = fields.includes('chunked') ? '2\r\nhi\r\n0\r\n\r\n' : 'hi'
    expect(lines(decode('http', text(`POST / HTTP/1.1\r\n${fields}\r\n\r\n${body}`)))).toContain(shown)
  })

  it('says which body it leaves compressed, and what follows a change of protocol', () => {
    const answers =
      'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nhi' +
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\nframes'
    expect(lines(decode('http', text(answers)))).toEqual(
      expect.arrayContaining(['  Body (gzip): hi (limit)', '  Upgraded: frames (limit)']),
    )
  })

  it('tells an answer to HEAD from one with a body by the answer behind it', () => {
    const answers = 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n'
    expect(decode('http', text(answers))!.map(({ value }) => value)).toEqual(['200 OK', '204 No Content'])
  })

  it('marks the byte where chunks break, and reads their extensions', () => {
    const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'
    const bytes = text(`${head}2;a="b"\r\nhi\r\n3\r\nyouX\r\n`)
    const [message, broken] = decode('http', bytes)!
    expect(lines([message!])).toContain('    Chunk 2;a="b": hi')
    expect([broken!.from, broken!.remark]).toEqual([text(head).length + 19, 'malformed'])
  })
})

describe('XML', () => {
  it('gives elements, attributes and text with their bytes', () => {
    const bytes = text('<?xml version="1.0"?>\r\n<名 a="1&amp;2" b=\'é\'>\n <b/>t&lt;\r\nu<!-- c --></名>\n')
    expect(lines(decode('xml', bytes))).toEqual([
      '<?xml?>: <?xml version="1.0"?>',
      '名: <名 a="1&amp;2" b=\'é\'>',
      '  @a: 1&amp;2',
      '  @b: é',
      '  b: <b/>',
      '  #text: t&lt;\\r\\nu',
      '  <!-- -->: <!-- c -->',
    ])
    expect(bytesOfField('xml', bytes, '@b')).toBe("b='é'")
    expect(bytesOfField('xml', bytes, 'b')).toBe('<b/>')
    expect(bytesOfField('xml', bytes, '#text')).toBe('t&lt;\r\nu')
  })

  it('follows a stream whose first element stays open, and its end', () => {
    const stream = text("<?xml version='1.0'?><stream:stream to='a'><message><body>hi</body></message>")
    expect(lines(decode('xml', stream))).toEqual([
      "<?xml?>: <?xml version='1.0'?>",
      "stream:stream: <stream:stream to='a'> (cut)",
      '  @to: a',
      '  message: <message>',
      '    body: <body>',
      '      #text: hi',
    ])
    expect(lines(decode('xml', text('<presence/><presence/>')))).toEqual([
      'presence: <presence/>',
      'presence: <presence/>',
    ])
    expect(lines(decode('xml', text('</stream:stream>\n')))).toEqual(['</>: </stream:stream>\\n'])
  })

  it('says where it is cut or not well-formed', () => {
    expect(lines(decode('xml', text('<a><b>t</a>')))).toEqual([
      'a: <a> (cut)',
      '  b: <b> (cut)',
      '    #text: t',
      '    …: </a> (malformed)',
    ])
    expect(lines(decode('xml', text('<a>1</a><b x="')))).toEqual(['a: <a>', '  #text: 1', '…: <b x=" (cut)'])
  })

  it.each(['< 3', '<<<', '<', '<3', 'a<b>c</b>', '<!-- only a comment -->'])('leaves %j alone', (words) => {
    expect(decode('xml', text(words))).toBeNull()
  })

  it('does not follow elements without end', () => {
    const depth = (fields: readonly DecodedField[]): number =>
      fields.length === 0 ? 0 : 1 + Math.max(...fields.map(({ children }) => depth(children)))
    expect(depth(decode('xml', text('<a>'.repeat(20_000)))!)).toBeLessThanOrEqual(decodeLimits.depth + 1)
  })
})

describe('Modbus TCP', () => {
  it.each([
    // The examples of the specification, sections 6.3, 6.6, 6.12 and 7.
    ['0001 0000 0006 01 03 006b 0003', ['Function Code: 3 Read Holding Registers', 'Quantity: 3']],
    ['0001 0000 0009 01 03 06 022b 0000 0064', ['Register 0: 555', 'Register 2: 100']],
    ['0002 0000 0006 11 06 0001 0003', ['Register Address: 1', 'Register Value: 3']],
    ['0003 0000 000b 11 10 0001 0002 04 000a 0102', ['Byte Count: 4', 'Register 1: 258']],
    [
      '0004 0000 0003 0a 81 02',
      ['Function Code: 129 Read Coils: error', 'Exception Code: 2 Illegal Data Address'],
    ],
    ['0005 0000 0006 01 05 00ac ff00', ['Output Value: ON']],
  ])('reads %s', (hex, wanted) => {
    const shown = lines(decode('modbus-tcp', bytesOf(hex))).map((line) => line.trim())
    expect(shown).toEqual(expect.arrayContaining(wanted))
  })

  it('reads several units and leaves what is none', () => {
    expect(decode('modbus-tcp', bytesOf('0001 0000 0006 01 03 006b 0003'.repeat(3)))).toHaveLength(3)
    for (const hex of [
      '',
      '00',
      '0001 0001 0006 01 03 006b 0003',
      '0001 0000 0007 01 03 006b 0003',
      '00'.repeat(12),
    ])
      expect(decode('modbus-tcp', bytesOf(hex))).toBeNull()
  })
})

describe('DNS', () => {
  const answer =
    '1234 8180 0001 0002 0000 0001 07 6578616d706c65 03 636f6d 00 0001 0001' +
    'c00c 0001 0001 00000e10 0004 5db8d822' +
    'c00c 001c 0001 00000e10 0010 20010db8000000000000000000000001' +
    '00 0029 04d0 00000000 0000'

  it('reads an answer with compressed names', () => {
    expect(lines(decode('dns', bytesOf(answer)))).toEqual(
      expect.arrayContaining([
        'ID: 4660',
        'Flags: response RD RA NOERROR',
        'Question: example.com A',
        'Answer: example.com AAAA',
        '  Address: 93.184.216.34',
        '  Address: 2001:db8::1',
        'Additional: . OPT',
        '  UDP Payload Size: 1232',
      ]),
    )
  })

  it('reads the same over TCP', () => {
    const framed = Buffer.from(bytesOf(answer)).length.toString(16).padStart(4, '0') + answer
    expect(lines(decode('dns', bytesOf(framed)))).toContain('  Answer: example.com A')
  })

  it('ends at pointers that lead around in a circle, and leaves other bytes alone', () => {
    const loop = '1234 0100 0001 0000 0000 0000 c00c 0001 0001'
    const two = '1234 0100 0001 0000 0000 0000 01 61 c00c 0001 0001'
    for (const hex of [loop, two, '', '00'.repeat(12), `${answer}00`]) {
      expect(decode('dns', bytesOf(hex))).toBeNull()
    }
  })
})

describe('MQTT', () => {
  it('reads a connection and its answer', () => {
    const connect = '10 14 0004 4d515454 04 c2 003c 0001 61 0001 75 0002 7077'
    expect(lines(decode('mqtt', bytesOf(connect))).map((line) => line.trim())).toEqual(
      expect.arrayContaining(['CONNECT: a', 'Protocol Level: 4 (3.1.1)', 'Keep Alive: 60 s', 'User Name: u']),
    )
    expect(lines(decode('mqtt', bytesOf('20 02 00 00')))[0]).toBe('CONNACK: 0')
  })

  it('reads publications, subscriptions and pings in a row', () => {
    const bytes = bytesOf('32 0a 0003 612f62 0007 32312e 82 08 0001 0003 612f23 01 c0 00')
    const shown = lines(decode('mqtt', bytes)).map((line) => line.trim())
    expect(shown).toEqual(
      expect.arrayContaining([
        'PUBLISH: a/b',
        'Packet Type: PUBLISH QoS 1',
        'Packet Identifier: 7',
        'Payload: 21.',
        'SUBSCRIBE: a/#',
        'PINGREQ:',
      ]),
    )
  })

  it('reads the properties of a 5.0 subscription', () => {
    expect(lines(decode('mqtt', bytesOf('82 09 0001 00 0003 612f23 01'))).map((line) => line.trim())).toEqual(
      expect.arrayContaining(['SUBSCRIBE: a/#', 'Properties: 0']),
    )
  })

  it.each(['', '30', '0000', 'c001', '320a', '8000', '36 03 0000 00'])('leaves %s alone', (hex) => {
    expect(decode('mqtt', bytesOf(hex))).toBeNull()
  })
})

/** Messages that look like something, so that changing a byte gets deep into a decoder. */
const samples = [
  text('{"a":[1,{"b":"c\\n"},null],"d":-1.5e3}'),
  text('GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n'),
  text('<?xml version="1.0"?><a b="c"><d>&amp;é</d><![CDATA[x]]><?pi y?></a>'),
  bytesOf('0001 0000 0009 01 03 06 022b 0000 0064'),
  bytesOf('1234 8180 0001 0001 0000 0000 01 61 00 0001 0001 c00c 0010 0001 00000001 0003 02 6162'),
  bytesOf('10 14 0004 4d515454 04 c2 003c 0001 61 0001 75 0002 7077 32 09 0003 612f62 0007 3132'),
]

function checkTree(fields: readonly DecodedField[], from: number, to: number): void {
  for (const field of fields) {
    expect(field.from).toBeGreaterThanOrEqual(from)
    expect(field.to).toBeGreaterThanOrEqual(field.from)
    expect(field.to).toBeLessThanOrEqual(to)
    checkTree(field.children, field.from, field.to)
  }
}

describe.each(decoders)('$name and any bytes', ({ decode }) => {
  const wellBehaved = (bytes: Uint8Array) => {
    const fields = decode(bytes) ?? []
    checkTree(fields, 0, bytes.length)
    expect(all(fields).length).toBeLessThanOrEqual(2 * decodeLimits.fields)
  }

  it('never throws, and every field lies inside the one around it', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), wellBehaved), { numRuns: 300 })
  })

  it('takes messages that are cut, changed or joined', () => {
    const change = fc.record({
      one: fc.constantFrom(...samples),
      other: fc.constantFrom(...samples),
      cut: fc.nat(80),
      at: fc.nat(80),
      byte: fc.nat(255),
    })
    fc.assert(
      fc.property(change, ({ one, other, cut, at, byte }) => {
        const bytes = Uint8Array.from([...one.subarray(0, cut), ...other])
        if (at < bytes.length) bytes[at] = byte
        wellBehaved(bytes)
      }),
      { numRuns: 1_000 },
    )
  })

  it('bounds its work on large input', () => {
    for (const sample of samples) {
      const many = Buffer.concat(Array.from({ length: 1 + 65_536 / sample.length }, () => sample))
      wellBehaved(new Uint8Array(many.subarray(0, decodeLimits.bytes)))
    }
  })
})

it('offers every format that fits, and none for plain text', () => {
  expect(decodeAll(text('{"a":1}')).map(({ decoder }) => decoder.name)).toEqual(['JSON'])
  expect(decodeAll(text('hello\r\n'))).toEqual([])
  expect(decodeAll(text(`[${'1,'.repeat(50_000)}2]`))).toHaveLength(1)
})
