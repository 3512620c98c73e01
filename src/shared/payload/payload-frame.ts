import * as v from 'valibot'

/** In which kind of WebSocket frame a payload goes. */
export const frameKinds = ['text', 'binary'] as const
export const FrameKindSchema = v.picklist(frameKinds)
export type FrameKind = v.InferOutput<typeof FrameKindSchema>

/** What a payload says of the frame it goes in; of no meaning but to WebSockets. */
export interface PayloadFrame {
  /** As the person chose; null leaves it to the endpoint, and an answer to the message it answers. */
  readonly frame: FrameKind | null
  /** It was written as text, and not as bytes. */
  readonly isText: boolean
}
