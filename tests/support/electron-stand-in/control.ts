import { EventEmitter } from 'node:events'

/** What the stand-in tells the test that drives it. */
export type StandInReport =
  | {
      readonly tell: 'window'
      readonly address: string
      readonly preferences: Readonly<Record<string, unknown>>
    }
  | { readonly tell: 'shown' }
  | { readonly tell: 'dialog'; readonly number: number; readonly kind: string; readonly options: unknown }
  | { readonly tell: 'revealed'; readonly path: string }
  | { readonly tell: 'denied'; readonly what: 'navigation' | 'window' | 'request'; readonly url: string }
  | { readonly tell: 'focused' }

/** What the test has the stand-in do, as a person or the system would. */
export type StandInOrder =
  | { readonly order: 'close-window' }
  | { readonly order: 'quit' }
  | { readonly order: 'crash-window' }
  | { readonly order: 'reload-window' }
  | { readonly order: 'answer-dialog'; readonly number: number; readonly answer: unknown }

/** Orders by name; `answer-dialog` carries its order. */
export const orders = new EventEmitter()

export function report(message: StandInReport): void {
  process.send?.(message)
}

process.on('message', (message: StandInOrder) => orders.emit(message.order, message))
// An IPC channel alone must not keep the app from ending; one that ends means that the test is gone.
process.channel?.unref()
process.on('disconnect', () => process.exit(1))
