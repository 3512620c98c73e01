/** PostgreSQL's SSLRequest: its length and the code 80877103, both big-endian; one byte answers. */
export const sslRequest = Buffer.from('0000000804d2162f', 'hex')

/** GSSENCRequest, which some clients try before. */
export const gssRequest = Buffer.from('0000000804d21630', 'hex')
