/**
 * Runs in the window: tells which tokens for words that matter stand out by less than 4.5 to 1 (WCAG 2.2, 1.4.3) from
 * a background on which they are used.
 */
globalThis.findContrastFaults = () => {
  const required = 4.5
  const surfaces = ['bg', 'panel', 'raised', 'hover']
  const pairs = [
    ...['fg', 'muted'].flatMap((ink) => surfaces.map((ground) => [ink, ground])),
    ['fg', 'sel'],
    ['event', 'event-bg'],
    ['err', 'err-bg'],
    ['err', 'panel'],
  ]
  const style = getComputedStyle(document.documentElement)

  const linear = (channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4)
  const luminance = (token) => {
    const [red, green, blue] = style
      .getPropertyValue(`--${token}`)
      .match(/[0-9a-f]{2}/gi)
      .map((pair) => linear(parseInt(pair, 16) / 255))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }

  return pairs.flatMap(([ink, ground]) => {
    const [darker, lighter] = [luminance(ink), luminance(ground)].sort((one, other) => one - other)
    const contrast = (lighter + 0.05) / (darker + 0.05)
    return contrast < required ? [`${ink} on ${ground}: ${contrast.toFixed(2)}`] : []
  })
}
