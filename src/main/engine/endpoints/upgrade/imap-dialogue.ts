import type { Dialogue } from './dialogue'

/** IMAP, RFC 9051 (6.2.1): STARTTLS behind the greeting. A server that does not know it says so. */
export const imapClient: Dialogue = async (talk) => {
  const greeting = await talk.line()
  if (!/^\* OK\b/i.test(greeting)) throw talk.refusal(greeting)
  talk.say('a1 STARTTLS\r\n')
  for (;;) {
    const line = await talk.line()
    if (/^a1 OK\b/i.test(line)) return
    if (!line.startsWith('* ')) throw talk.refusal(line)
  }
}

const capabilities = 'IMAP4rev1 STARTTLS LOGINDISABLED'

export const imapServer: Dialogue = async (talk) => {
  talk.say(`* OK [CAPABILITY ${capabilities}] ready\r\n`)
  for (;;) {
    const line = await talk.line()
    const [tag = '*', command = ''] = line.split(' ', 2)
    switch (command.toUpperCase()) {
      case 'STARTTLS':
        talk.say(`${tag} OK Begin TLS negotiation now\r\n`)
        return
      case 'CAPABILITY':
        talk.say(`* CAPABILITY ${capabilities}\r\n${tag} OK CAPABILITY completed\r\n`)
        break
      case 'NOOP':
        talk.say(`${tag} OK NOOP completed\r\n`)
        break
      case 'LOGOUT':
        talk.say(`* BYE\r\n${tag} OK LOGOUT completed\r\n`)
        throw talk.refusal('the client has logged out')
      default:
        talk.say(`${tag} BAD STARTTLS first\r\n`)
    }
  }
}
