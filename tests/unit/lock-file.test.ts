import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'

interface LockedPackage {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/** Where npm looks for `name` when the package at `from` asks for it: in its own folder, then in each above. */
function places(from: string, name: string): string[] {
  const folders = from === '' ? [''] : [`${from}/`]
  for (let at = from.lastIndexOf('node_modules/'); at > 0; at = from.lastIndexOf('node_modules/', at - 1)) {
    folders.push(from.slice(0, at))
  }
  return [...folders, ''].map((folder) => `${folder}node_modules/${name}`)
}

it('locks what every package asks for, also on other systems, without which npm ci refuses to install', async () => {
  const { packages } = JSON.parse(await readFile('package-lock.json', 'utf8')) as {
    packages: Record<string, LockedPackage>
  }
  const missing = Object.entries(packages).flatMap(([from, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies })
      .filter((name) => !places(from, name).some((place) => place in packages))
      .map((name) => `${name} for ${from}`),
  )
  expect(missing).toEqual([])
})
