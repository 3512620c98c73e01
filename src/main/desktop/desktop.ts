import { app, dialog } from 'electron'
import { toFailure } from '../../shared/contract/errors'
import { defaultDataFolder } from '../engine/files/data-folder'
import { commandArguments, isCommand } from './command-arguments'
import { DesktopApp, desktopFolder } from './desktop-app'
import { desktopText } from './desktop-texts'
import { hardenPages } from './harden'
import { windowAddress } from './window-address'
import { registerWindowScheme } from './window-protocol'
import { workspaceArgument } from './workspace-argument'

const args = commandArguments(process.argv, app.isPackaged)

/**
 * Electron waits for this module before it touches the display, so that a command runs to its end where there is none.
 */
if (isCommand(args)) {
  app.dock?.hide()
  const { runCommandLine } = await import('../cli/run-command-line')
  app.exit(await runCommandLine(args))
} else {
  startWindow()
}

function startWindow(): void {
  const dataFolder = defaultDataFolder()
  // Chromium's profile is part of the application data, and the lock below belongs to it.
  app.setPath('userData', desktopFolder(dataFolder))
  if (!app.requestSingleInstanceLock()) return app.exit(0)

  const address = windowAddress(app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL'])
  registerWindowScheme()
  hardenPages(address)

  let workspace = workspaceArgument(args, process.cwd())
  const started = app.whenReady().then(() => DesktopApp.start({ address, dataFolder, workspace }))
  started.catch((failure: unknown) => {
    console.error(failure)
    dialog.showErrorBox(desktopText('startFailed'), toFailure(failure).message)
    app.exit(2)
  })
  const focus = (named: string | null) =>
    void started.then(
      (desktop) => desktop.focus(named),
      () => undefined,
    )

  app.on('second-instance', (_event, argv, workingFolder) =>
    focus(workspaceArgument(commandArguments(argv, app.isPackaged), workingFolder)),
  )
  app.on('activate', () => focus(null))
  // macOS hands over a file to open in this way, also the one the app is started with.
  app.on('open-file', (event, path) => {
    event.preventDefault()
    if (app.isReady()) focus(path)
    else workspace = path
  })
}
