import { isIP } from 'node:net'
import type { Dialogue } from './dialogue'
import type { Talk } from './talk'

/** SMTP, RFC 3207: EHLO, and STARTTLS where the server offers it. */
export const smtpClient: Dialogue = async (talk, { localAddress }) => {
  await reply(talk, 220)
  // An address literal (RFC 5321, 4.1.3): we may have no name that others know.
  talk.say(`EHLO [${isIP(localAddress) === 6 ? 'IPv6:' : ''}${localAddress}]\r\n`)
  const offered = await reply(talk, 250)
  if (!offered.some((line) => /^starttls$/i.test(line))) throw talk.refusal('STARTTLS is not offered')
  talk.say('STARTTLS\r\n')
  await reply(talk, 220)
}

/** The lines of a reply of one code, without it; rejects where the code is another one. */
async function reply(talk: Talk, code: number): Promise<readonly string[]> {
  const lines: string[] = []
  for (;;) {
    const line = await talk.line()
    if (!line.startsWith(`${code}`)) throw talk.refusal(line)
    lines.push(line.slice(4).trim())
    if (line.charAt(3) !== '-') return lines
  }
}

export const smtpServer: Dialogue = async (talk, { serverName }) => {
  talk.say(`220 ${serverName} ESMTP\r\n`)
  for (;;) {
    const line = await talk.line()
    const command = line.split(' ', 1)[0]!.toUpperCase()
    switch (command) {
      case 'EHLO':
        talk.say(`250-${serverName}\r\n250 STARTTLS\r\n`)
        break
      case 'HELO':
        talk.say(`250 ${serverName}\r\n`)
        break
      case 'STARTTLS':
        talk.say('220 Ready to start TLS\r\n')
        return
      case 'NOOP':
      case 'RSET':
        talk.say('250 OK\r\n')
        break
      case 'QUIT':
        talk.say('221 Bye\r\n')
        throw talk.refusal('the client has quit')
      default:
        talk.say('530 Must issue a STARTTLS command first\r\n')
    }
  }
}
