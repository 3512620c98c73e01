import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { failureWords } from '../language/use-language'

export type NoticeTone = 'plain' | 'good' | 'warning' | 'error'

/** A way out or back offered beside a notice. */
export interface NoticeAction {
  readonly label: string
  readonly run: () => void | Promise<void>
  /** `Ctrl+Z` runs it while the notice shows. */
  readonly undo?: boolean
}

export interface Notice {
  readonly id: number
  /** When it appeared, in the time of `performance.now()`. */
  readonly since: number
  readonly tone: NoticeTone
  readonly text: string
  readonly action: NoticeAction | null
}

/** What a caller tells: a toast that leaves by itself, or a banner that stays until it is closed or taken back. */
export interface NewNotice {
  readonly text: string
  readonly tone?: NoticeTone
  readonly action?: NoticeAction
}

/** How long a toast stays; longer where it offers something. */
const toastMs = { plain: 5_000, withAction: 12_000 } as const

/** What the window tells the person outside of the place where they act. */
export const useNotices = defineStore('notices', () => {
  const toasts = shallowRef<readonly Notice[]>([])
  const banners = shallowRef<readonly (Notice & { readonly key: string })[]>([])
  const timers = new Map<number, ReturnType<typeof setTimeout>>()
  let last = 0

  function noticeOf({ text, tone = 'plain', action }: NewNotice): Notice {
    last += 1
    return { id: last, since: performance.now(), text, tone, action: action ?? null }
  }

  /** Shows a toast, in place of one that told the same failure; returns its id. */
  function toast(notice: NewNotice): number {
    const shown = noticeOf(notice)
    const before = toasts.value.filter(({ tone, text }) => tone !== 'error' || text !== shown.text)
    toasts.value = [...before.slice(-3), shown]
    resume(shown.id)
    return shown.id
  }

  /** Shows why something that the person did has failed. */
  function failed(thrown: unknown): void {
    toast({ text: failureWords(thrown), tone: 'error' })
  }

  /** A toast under the pointer or the focus does not leave. */
  function hold(id: number): void {
    clearTimeout(timers.get(id))
    timers.delete(id)
  }

  function resume(id: number): void {
    const shown = toasts.value.find((one) => one.id === id)
    if (!shown) return
    hold(id)
    const stays = shown.action || shown.tone === 'error' ? toastMs.withAction : toastMs.plain
    timers.set(
      id,
      setTimeout(() => dismiss(id), stays),
    )
  }

  function dismiss(id: number): void {
    hold(id)
    toasts.value = toasts.value.filter((one) => one.id !== id)
  }

  /** Runs a notice's action and takes the notice away; a failure of it becomes a toast of its own. */
  async function act(notice: Notice): Promise<void> {
    dismiss(notice.id)
    try {
      await notice.action?.run()
    } catch (thrown) {
      failed(thrown)
    }
  }

  /** The newest toast that offers to take something back. */
  function undoable(): Notice | undefined {
    return toasts.value.findLast(({ action }) => action?.undo === true)
  }

  /** Shows a banner under `key`, in place of one already there. */
  function banner(key: string, notice: NewNotice): void {
    banners.value = [...banners.value.filter((one) => one.key !== key), { ...noticeOf(notice), key }]
  }

  function unbanner(key: string): void {
    banners.value = banners.value.filter((one) => one.key !== key)
  }

  return { toasts, banners, toast, failed, hold, resume, dismiss, act, undoable, banner, unbanner }
})
