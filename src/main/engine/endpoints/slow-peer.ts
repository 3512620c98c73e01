/** So many bytes waiting for one peer stop what would add more: sendings are refused, rules pause reading. */
export const slowPeerBytes = 8 * 1024 * 1024
