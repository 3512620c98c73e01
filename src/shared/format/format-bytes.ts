const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const

/**
 * A number of bytes for people: `840 B`, `4.1 KB`, `498 MB`, `1.21 GB`. Units are powers of 1000 (SI), with three
 * significant digits at most. The exact count belongs beside it or in a tooltip.
 */
export function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000
    unit += 1
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2
  return `${Number(value.toFixed(digits))} ${units[unit]!}`
}
