import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { commandArguments, isCommand } from '../../src/main/desktop/command-arguments'
import { windowAddress } from '../../src/main/desktop/window-address'
import { workspaceArgument } from '../../src/main/desktop/workspace-argument'
import { hasDisplay } from '../../src/main/web/open-browser'

describe('arguments of the desktop app', () => {
  it('begin after the program, and after the app folder while it is not packaged', () => {
    expect(commandArguments(['/opt/sockwright', 'listen', '--json'], true)).toEqual(['listen', '--json'])
    expect(commandArguments(['/opt/electron', '.', 'listen', '--json'], false)).toEqual(['listen', '--json'])
  })

  it("leave out Chromium's switches before the first word, not what belongs to a command", () => {
    expect(commandArguments(['x', '--no-sandbox', 'show', 'a.swcap', '--json'], true)).toEqual([
      'show',
      'a.swcap',
      '--json',
    ])
    expect(commandArguments(['x', '--no-sandbox'], true)).toEqual([])
    expect(commandArguments(['x', '--version'], true)).toEqual(['--version'])
  })

  it('ask for a command or for the window', () => {
    expect(isCommand(['listen', 'tcp://127.0.0.1:0'])).toBe(true)
    expect(isCommand(['my.sockwright.json'])).toBe(false)
    expect(isCommand([])).toBe(false)
  })

  it('name a workspace relative to where the start was made', () => {
    const folder = resolve('/home/ada')
    expect(workspaceArgument(['lab.sockwright.json'], folder)).toBe(join(folder, 'lab.sockwright.json'))
    expect(workspaceArgument([resolve('/x/lab.sockwright.json')], folder)).toBe(
      resolve('/x/lab.sockwright.json'),
    )
    expect(workspaceArgument(['--config.json', 'word'], folder)).toBeNull()
  })
})

describe('addresses of the window', () => {
  it('are its own only with the same scheme and host', () => {
    const built = windowAddress()
    expect(built.isOwn(`${built.url}index.html?x#y`)).toBe(true)
    for (const url of [
      'sockwright://other/',
      'https://window/',
      'file:///etc/passwd',
      'about:blank',
      '',
      'x',
    ]) {
      expect(built.isOwn(url)).toBe(false)
    }
    const development = windowAddress('http://localhost:5173')
    expect(development.isOwn('http://localhost:5173/src/main.ts')).toBe(true)
    expect(development.isOwn('http://localhost:5174/')).toBe(false)
  })
})

describe('a display', () => {
  it('is named by the environment on Linux and there elsewhere', () => {
    expect(hasDisplay('linux', {})).toBe(false)
    expect(hasDisplay('linux', { DISPLAY: ':0' })).toBe(true)
    expect(hasDisplay('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true)
    expect(hasDisplay('darwin', {})).toBe(true)
    expect(hasDisplay('win32', {})).toBe(true)
  })
})
