import { Menu } from 'electron'

/**
 * macOS needs a menu for the clipboard's keys to work, and people expect one. Elsewhere the window has all commands, and
 * the clipboard's keys work without a menu.
 */
export function setMenu(): void {
  if (process.platform !== 'darwin') return Menu.setApplicationMenu(null)
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }]),
  )
}
