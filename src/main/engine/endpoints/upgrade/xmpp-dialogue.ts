import { randomBytes } from 'node:crypto'
import type { Dialogue } from './dialogue'
import { startTlsAnswer, startTlsElement } from './xmpp-elements'

const tlsNamespace = 'urn:ietf:params:xml:ns:xmpp-tls'
const streamAttributes = "xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'"

/** XMPP, RFC 6120 (5.4): a stream, its features, STARTTLS. Behind TLS a new stream begins. */
export const xmppClient: Dialogue = async (talk, { serverName }) => {
  talk.say(`<?xml version='1.0'?><stream:stream to='${escaped(serverName)}' ${streamAttributes}>`)
  const features = await talk.until(/<stream:features\s*\/>|<\/stream:features\s*>|<\/stream:stream\s*>/)
  if (!features.includes(tlsNamespace)) throw talk.refusal('STARTTLS is not offered')
  talk.say(`<starttls xmlns='${tlsNamespace}'/>`)
  const answer = await talk.until(either(startTlsAnswer, /<\/stream:stream\s*>/))
  if (!/<proceed\b/.test(answer)) throw talk.refusal('the server refuses STARTTLS')
}

export const xmppServer: Dialogue = async (talk, { serverName }) => {
  await talk.until(/<stream:stream\b[^>]*>/)
  const id = randomBytes(8).toString('hex')
  const head = `<?xml version='1.0'?><stream:stream from='${escaped(serverName)}' id='${id}' ${streamAttributes}>`
  const features = `<stream:features><starttls xmlns='${tlsNamespace}'><required/></starttls></stream:features>`
  talk.say(`${head}${features}`)
  const asked = await talk.until(either(startTlsElement, /<\/stream:stream\s*>|<(?!starttls)\w[^>]*>/))
  if (!asked.includes('<starttls')) throw talk.refusal('the client does not ask for STARTTLS')
  talk.say(`<proceed xmlns='${tlsNamespace}'/>`)
}

function either(one: RegExp, other: RegExp): RegExp {
  return new RegExp(`${one.source}|${other.source}`)
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll("'", '&apos;').replaceAll('<', '&lt;')
}
