import { useEventListener } from '@vueuse/core'
import { ref } from 'vue'
import { assertNever } from '../../shared/assert-never'
import { t } from '../language/use-language'
import { useCaptureOpening } from '../library/capture-opening'
import { useDialogs } from '../stores/dialogs'
import { useNotices } from '../stores/notices'
import { useWorkspaceActions } from '../workspace/workspace-actions'
import { carriesFiles, droppedItems, droppedKind, type DroppedItem } from './dropped-item'

/**
 * Opens what is dropped on the window: captures, packet files and workspaces. In the desktop app a dropped file has a path;
 * in a browser packets come up in pieces, and the others are refused in words.
 */
export function useFileDrop() {
  const dialogs = useDialogs()
  const notices = useNotices()
  const captures = useCaptureOpening()
  const workspaces = useWorkspaceActions()
  const dragging = ref(false)
  /** Entered elements that were not left again: the drag is over the window while there are any. */
  let depth = 0

  function refuse(text: string): void {
    notices.toast({ tone: 'error', text })
  }

  async function take({ file, isFolder }: DroppedItem): Promise<void> {
    const { name } = file
    const kind = droppedKind(name, isFolder)
    if (kind === 'other') return refuse(t('drop.other', { name }))
    const path = window.sockwright?.pathOf(file) ?? ''
    switch (kind) {
      case 'packets':
        return dialogs.show(path === '' ? { is: 'upload', file } : { is: 'import', path })
      case 'capture':
        if (path === '') return refuse(t('drop.captureByPath', { name }))
        return captures.openAt(path)
      case 'workspace':
        if (path === '') return refuse(t('drop.workspaceByPath', { name }))
        return workspaces.switchTo(path, false)
      default:
        return assertNever(kind)
    }
  }

  function over(event: DragEvent): void {
    if (!carriesFiles(event.dataTransfer)) return
    // Without this the browser would open the file in place of the window.
    event.preventDefault()
    event.dataTransfer!.dropEffect = dialogs.open ? 'none' : 'copy'
  }

  function drop(event: DragEvent): void {
    depth = 0
    dragging.value = false
    // What lay below the pointer may have taken it.
    if (!carriesFiles(event.dataTransfer) || event.defaultPrevented) return
    event.preventDefault()
    if (dialogs.open) return refuse(t('drop.dialogOpen'))
    const items = droppedItems(event.dataTransfer!)
    if (items.length > 1) return refuse(t('drop.oneAtATime'))
    if (items[0]) take(items[0]).catch(notices.failed)
  }

  useEventListener(window, 'dragenter', (event) => {
    if (!carriesFiles(event.dataTransfer)) return
    depth += 1
    dragging.value = true
  })
  useEventListener(window, 'dragleave', (event) => {
    if (!carriesFiles(event.dataTransfer)) return
    depth -= 1
    if (depth <= 0) dragging.value = false
  })
  // No pointer moves while something is dragged: a drag whose end was not told is over.
  useEventListener(window, 'pointermove', () => {
    depth = 0
    dragging.value = false
  })
  useEventListener(window, 'dragover', over)
  useEventListener(window, 'drop', drop)
  return { dragging }
}
