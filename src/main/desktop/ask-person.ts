import { dialog, type BrowserWindow } from 'electron'
import { desktopText } from './desktop-texts'

/** Asks in a dialog of the system's whether something may end `running` endpoints; true for yes. */
export async function askToEndEndpoints(
  window: BrowserWindow,
  question: 'quitQuestion' | 'openQuestion',
  running: number,
): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: desktopText(question, { count: running }),
    detail: desktopText('socketsClose'),
    buttons: [desktopText(question === 'quitQuestion' ? 'quit' : 'open'), desktopText('cancel')],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  })
  return response === 0
}
