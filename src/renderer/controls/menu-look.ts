/** The box of every menu. */
export const menuLook =
  'z-60 max-h-(--reka-popper-available-height) min-w-44 overflow-y-auto rounded border border-line bg-raised p-1 shadow-pop'
