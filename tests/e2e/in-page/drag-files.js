/**
 * Runs in the window: drags files over it, as a browser tells it, and ends with `last` (`drop`, `dragleave`) unless
 * that is null. Each file has a name and its bytes in base64. `over` selects what lies below the pointer.
 */
globalThis.dragFiles = (files, last, over = 'body') => {
  const transfer = new DataTransfer()
  for (const { name, base64 } of files) {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
    transfer.items.add(new File([bytes], name))
  }
  const told = (type) =>
    document
      .querySelector(over)
      .dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }))
  told('dragenter')
  told('dragover')
  if (last) told(last)
}
