import type { MessagePort } from 'node:worker_threads'
import type { Failure } from '../../../shared/contract/errors'
import type { SessionPolicy } from '../files/path-policy'

/** What a host asks of the engine thread, beside the sessions, which have ports of their own. */
export type ThreadRequest =
  | { readonly ask: 'session'; readonly port: MessagePort; readonly policy: SessionPolicy }
  | { readonly ask: 'take-download'; readonly number: number; readonly download: string }
  | { readonly ask: 'stop' }

/** A finished export that waits to be fetched. Whoever takes it removes the file. */
export interface Download {
  readonly path: string
  /** The file name the person gave. */
  readonly name: string
}

/** What the engine thread tells its host. */
export type ThreadReport =
  | { readonly tell: 'started' }
  | { readonly tell: 'start-failed'; readonly failure: Failure }
  | { readonly tell: 'download'; readonly number: number; readonly download: Download }
  | { readonly tell: 'no-download'; readonly number: number; readonly failure: Failure }
  /** Something went wrong that no call can answer; the engine goes on. */
  | { readonly tell: 'problem'; readonly failure: Failure; readonly stack: string | null }
  | { readonly tell: 'stopped' }
