const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const

/**
 * A number of bytes for people: `840 B`, `4.2 KB`, `498 MB`. Units are powers of 1000 (SI), with one decimal below 10
 * where it says something. The exact count belongs beside it or in a tooltip.
 */
export function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  // 999.5 and more would be written as 1000.
  while (value >= (unit === 0 ? 1_000 : 999.5) && unit < units.length - 1) {
    value /= 1_000
    unit += 1
  }
  const rounded = value < 9.95 && unit > 0 ? Math.round(value * 10) / 10 : Math.round(value)
  return `${rounded} ${units[unit]!}`
}
