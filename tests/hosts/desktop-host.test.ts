import { rm } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { makeTestFolder } from '../support/browser'
import { standInDesktop } from '../support/stand-in-desktop'
import { makeTestApp } from '../support/test-app'
import { describeDesktop } from './desktop-suite'

describeDesktop(standInDesktop)

// Electron tells a test nothing of these; what they do is in the suite.
it('asks for a sandboxed and isolated window', { timeout: 60_000 }, async () => {
  const app = await makeTestApp(await makeTestFolder())
  const dataFolder = await makeTestFolder()
  const desktop = await standInDesktop.start({ app, dataFolder })
  expect(desktop.preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    webviewTag: false,
    webSecurity: true,
  })
  desktop.kill('SIGKILL')
  await desktop.browserEnded
  for (const folder of [app, dataFolder]) await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})
