/**
 * Headers of every answer a window host gives. Nothing comes from elsewhere, nothing is run that was not built:
 * scripts, fonts and pictures are the host's own. Styles may also be written by the page, since the editor and the
 * docking make their rules at run time; a style cannot run code, and there is nowhere it could send anything.
 *
 * @param linkAddress origin of the WebSocket that the page may open besides its own origin
 */
export function securityHeaders(linkAddress?: string): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self'${linkAddress === undefined ? '' : ` ${linkAddress}`}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ]
  return {
    'Content-Security-Policy': policy.join('; '),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy':
      'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), midi=(), payment=()',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
  }
}
