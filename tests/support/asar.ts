/** https://github.com/electron/asar#format: a header in JSON, framed as Chromium's Pickle does, then the files. */
interface AsarFolder {
  readonly files: Readonly<Record<string, AsarFolder | { readonly size: number; readonly offset: string }>>
}

/** The files of an archive by their path in it, with a leading slash. */
export function readAsar(archive: Buffer): ReadonlyMap<string, Buffer> {
  const headerSize = archive.readUInt32LE(4)
  const header = JSON.parse(archive.toString('utf8', 16, 16 + archive.readUInt32LE(12))) as AsarFolder
  const files = new Map<string, Buffer>()
  const collect = (folder: AsarFolder, path: string) => {
    for (const [name, entry] of Object.entries(folder.files)) {
      if ('files' in entry) collect(entry, `${path}/${name}`)
      else {
        const start = 8 + headerSize + Number(entry.offset)
        files.set(`${path}/${name}`, archive.subarray(start, start + entry.size))
      }
    }
  }
  collect(header, '')
  return files
}
