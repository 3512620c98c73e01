/**
 * The whole of what a transport is: post a message, receive a message, know when it is over.
 * Messages are structured-cloneable values (plain objects, arrays, strings, numbers, booleans, null, Uint8Array).
 */
export interface Channel {
  post(message: unknown): void
  /** Sets the only receiver. Messages that arrive before are kept and delivered in order. */
  onMessage(receive: (message: unknown) => void): void
  /** Called once when the channel has ended, from either side. */
  onClose(closed: () => void): void
  close(): void
}

/** Names of the two contracts that share one channel between a window and its host. */
export type ContractName = 'engine' | 'host'

/** How messages of two contracts travel over one channel. */
export interface RoutedMessage {
  readonly to: ContractName
  readonly message: unknown
}
