import type { Dialogue } from './dialogue'

/** PostgreSQL's SSLRequest: its length and the code 80877103, both big-endian; one byte answers. */
const sslRequest = Buffer.from('0000000804d2162f', 'hex')
/** GSSENCRequest, which some clients try before. */
const gssRequest = Buffer.from('0000000804d21630', 'hex')

export const postgresClient: Dialogue = async (talk) => {
  talk.send(sslRequest)
  const answer = (await talk.bytes(1)).toString('latin1')
  if (answer !== 'S') {
    throw talk.refusal(
      answer === 'N' ? 'the server has no TLS' : `the server answers ${JSON.stringify(answer)}`,
    )
  }
}

export const postgresServer: Dialogue = async (talk) => {
  let request = await talk.bytes(sslRequest.length)
  if (request.equals(gssRequest)) {
    talk.say('N')
    request = await talk.bytes(sslRequest.length)
  }
  if (!request.equals(sslRequest)) throw talk.refusal('the client does not ask for TLS')
  talk.say('S')
}
