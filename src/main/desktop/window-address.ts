/** The scheme the window is served under: unlike `file:` it has an origin of its own, and only built files behind it. */
export const windowScheme = 'sockwright'

const builtAddress = `${windowScheme}://window/`

/** Where the window's page comes from. */
export interface WindowAddress {
  readonly url: string
  /** True for a page of the window, whatever it was loaded with. */
  isOwn(url: string): boolean
}

/** The built page, or the development server's where `developmentServer` names one. */
export function windowAddress(developmentServer?: string): WindowAddress {
  const url = developmentServer === undefined ? builtAddress : new URL('/', developmentServer).href
  return { url, isOwn: (other) => URL.canParse(other) && startOf(other) === startOf(url) }
}

/** `URL.origin` is `null` for schemes of one's own. */
function startOf(url: string): string {
  const { protocol, host } = new URL(url)
  return `${protocol}//${host}`
}
