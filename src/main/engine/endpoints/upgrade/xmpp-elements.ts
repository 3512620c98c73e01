/** The client's request to upgrade (RFC 6120, 5.4.2.1), empty in either way of writing. */
export const startTlsElement = /<starttls\b[^>]*(?:\/>|>\s*<\/starttls\s*>)/

/** What the server says to it: the name of the element is the first group. */
export const startTlsAnswer = /<(proceed|failure)\b[^>]*(?:\/>|>\s*<\/\1\s*>)/
