import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makePages } from '../../build/documentation/pages'

const root = resolve(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(resolve(root, path), 'utf8')
const markdownFiles = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(resolve(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]

describe('the pages made from the source', async () => {
  it.each(await makePages())('docs/$name is up to date (npm run docs)', ({ path, text }) => {
    expect(readFileSync(path, 'utf8')).toBe(text)
  })
})

describe('links in the documentation', () => {
  it.each(markdownFiles)('%s leads to files that exist', (file) => {
    const targets = [...read(file).matchAll(/\]\(([^)#\s]+)/g)].map((match) => match[1]!)
    const local = targets.filter((target) => !/^[a-z]+:/.test(target))
    const missing = local.filter((target) => !existsSync(resolve(root, dirname(file), target)))
    expect(missing).toEqual([])
  })
})

describe('dependencies', () => {
  const manifest = JSON.parse(read('package.json')) as Record<string, Record<string, string> | undefined>
  const dependencies = Object.entries({ ...manifest['dependencies'], ...manifest['devDependencies'] })

  it.each(dependencies)('%s is pinned to an exact version and has its reason', (name, version) => {
    expect(version).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/)
    const row = read('docs/dependencies.md')
      .split('\n')
      .find((line) => line.startsWith(`| \`${name}\``))
    expect(row, `a row for ${name} in docs/dependencies.md`).toMatch(/\|[^|]*\w[^|]*\|[^|]*\w[^|]*\|/)
  })

  it('has no row for a package that is not used', () => {
    const rows = [...read('docs/dependencies.md').matchAll(/^\| `([^`]+)`/gm)].map((match) => match[1]!)
    const names = dependencies.map(([name]) => name)
    expect(rows.filter((row) => !names.includes(row))).toEqual([])
  })
})
