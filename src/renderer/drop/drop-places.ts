import { defineStore } from 'pinia'
import { ref } from 'vue'

/** Whether something in the window takes what is dragged over it now, so that the window itself does not offer to. */
export const useDropPlaces = defineStore('drop-places', () => {
  const taken = ref(false)
  return { taken }
})
