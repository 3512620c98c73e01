import { describe, expect, it } from 'vitest'
import { upgradeWatches } from '../../src/main/engine/endpoints/upgrade/upgrade-watch'
import type { UpgradeProtocol } from '../../src/shared/endpoints/options/tls-beginning-option'

type Step = readonly [from: 'client' | 'server', text: string]

/** What the watch makes of each step: bytes behind a request, or an answer; null where it is neither. */
function watched(protocol: UpgradeProtocol, steps: readonly Step[]) {
  const watch = upgradeWatches[protocol]()
  return steps.map(([from, text]) => {
    const bytes = Buffer.from(text, 'latin1')
    return from === 'client' ? watch.toServer(bytes) : watch.toClient(bytes)
  })
}

const agrees = { agrees: true, behind: 0 }
const refuses = { agrees: false, behind: 0 }
const tls = "xmlns='urn:ietf:params:xml:ns:xmpp-tls'"
const ssl = '\0\0\0\x08\x04\xd2\x16\x2f'
const gss = '\0\0\0\x08\x04\xd2\x16\x30'

describe('a dialogue that passes', () => {
  it('of SMTP leads to TLS by the reply to STARTTLS and no other', () => {
    const steps: Step[] = [
      ['server', '220 mail.test ESMTP\r\n'],
      ['client', 'EHLO here\r\nNOOP\r\n'],
      ['client', 'starttls\r\n'],
      ['server', '250-mail.test\r\n250 STARTTLS\r\n'],
      ['server', '250 OK\r\n22'],
      ['server', '0 Ready\r\n'],
    ]
    expect(watched('smtp', steps)).toEqual([null, null, 0, null, null, agrees])
  })

  it('of SMTP takes a mail for no commands', () => {
    const steps: Step[] = [
      ['server', '220 mail.test\r\n'],
      ['client', 'DATA\r\n'],
      ['server', '354 go on\r\n'],
      ['client', 'STARTTLS\r\n.\r\n'],
      ['server', '250 taken\r\n'],
      ['client', 'STARTTLS\r\n'],
      ['server', '454 not now\r\n'],
    ]
    expect(watched('smtp', steps)).toEqual([null, null, null, null, null, 0, refuses])
  })

  it('of IMAP is answered by the tag', () => {
    const steps: Step[] = [
      ['server', '* OK ready\r\n'],
      ['client', 'a7 STARTTLS\r\n'],
      ['server', '* CAPABILITY IMAP4rev1\r\na6 OK before\r\n'],
      ['server', 'a7 OK begin\r\n* BYE\r\n'],
      ['client', 'a8 starttls\r\na9 LOGIN'],
      ['server', 'a8 NO\r\n'],
    ]
    expect(watched('imap', steps)).toEqual([null, 0, null, { agrees: true, behind: 7 }, 8, refuses])
  })

  it('of XMPP is answered by an element, in whatever pieces', () => {
    const steps: Step[] = [
      ['client', '<stream:stream>'],
      ['server', '<stream:features/>'],
      ['client', `<starttls ${tls}`],
      ['client', '></starttls>'],
      ['server', '<proc'],
      ['server', `eed ${tls}/>`],
    ]
    expect(watched('xmpp', steps)).toEqual([null, null, null, 0, null, agrees])
  })

  it('of PostgreSQL is answered by one byte, also behind a request for GSS', () => {
    const steps: Step[] = [
      ['client', gss],
      ['server', 'N'],
      ['client', ssl.slice(0, 5)],
      ['client', ssl.slice(5)],
      ['server', 'S'],
    ]
    expect(watched('postgres', steps)).toEqual([0, refuses, null, 0, agrees])
    expect(
      watched('postgres', [
        ['client', '\0\0\0\x20\0\x03\0\0user'],
        ['server', 'R'],
      ]),
    ).toEqual([null, null])
  })
})
