import { EventEmitter } from 'node:events'

/** Emits `created` with each new page, for the app to tell of it. */
export const contentsCreated = new EventEmitter()
