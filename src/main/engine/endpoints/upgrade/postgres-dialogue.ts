import type { Dialogue } from './dialogue'
import { gssRequest, sslRequest } from './postgres-requests'

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
