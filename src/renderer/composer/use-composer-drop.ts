import { onScopeDispose, ref } from 'vue'
import { carriesFiles, droppedItems } from '../drop/dropped-item'
import { useDropPlaces } from '../drop/drop-places'
import { t } from '../language/use-language'
import { useNotices } from '../stores/notices'
import type { FileDraft } from './file-draft'

/** Takes a file that is dropped on the composer: in the desktop app its path, in a browser the file itself. */
export function useComposerDrop(take: (source: FileDraft['source']) => void) {
  const places = useDropPlaces()
  const notices = useNotices()
  const isOver = ref(false)

  function setOver(over: boolean): void {
    isOver.value = over
    places.taken = over
  }

  function dragover(event: DragEvent): void {
    if (!carriesFiles(event.dataTransfer)) return
    event.preventDefault()
    event.stopPropagation()
    event.dataTransfer!.dropEffect = 'copy'
    setOver(true)
  }

  /** Left for something that is not inside of it. */
  function dragleave(event: DragEvent): void {
    const inside = (event.currentTarget as HTMLElement).contains(event.relatedTarget as Node | null)
    if (!inside) setOver(false)
  }

  function drop(event: DragEvent): void {
    setOver(false)
    if (!carriesFiles(event.dataTransfer)) return
    event.preventDefault()
    const [item, ...others] = droppedItems(event.dataTransfer!)
    if (!item) return
    if (others.length > 0) return void notices.toast({ tone: 'error', text: t('drop.oneAtATime') })
    if (item.isFolder) return void notices.toast({ tone: 'error', text: t('composer.file.folder') })
    const path = window.sockwright?.pathOf(item.file) ?? ''
    take(path === '' ? { is: 'file', file: item.file } : { is: 'path', path })
  }

  onScopeDispose(() => setOver(false))
  return { isOver, dragover, dragleave, drop }
}
