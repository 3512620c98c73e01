/** A browser puts a text among its downloads. */
export function downloadText(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download has begun when the click returns, but reads the blob afterwards.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
