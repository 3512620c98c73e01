/**
 * Runs an app as `electron FOLDER …` does: the entry its package.json names, with the stand-in as its `electron`. Plain
 * JavaScript without flags of Node's, since worker threads of the app would inherit those.
 */
import { readFileSync } from 'node:fs'
import { register } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { register as registerTypeScript } from 'tsx/esm/api'

const standIn = new URL('electron.ts', import.meta.url).href
const hooks = `
  export async function resolve(specifier, context, next) {
    return next(specifier === 'electron' ? ${JSON.stringify(standIn)} : specifier, context)
  }`

registerTypeScript()
register(`data:text/javascript,${encodeURIComponent(hooks)}`)

// The program's arguments begin with the folder of the app.
process.argv.splice(1, 1)
const folder = process.argv[1]
const { main } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
await import(pathToFileURL(join(folder, main)).href)
