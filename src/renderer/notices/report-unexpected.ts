import type { App } from 'vue'
import { useNotices } from '../stores/notices'

/** What no part of the window has foreseen is told in a notice, and in the console for who looks into it. */
export function reportUnexpected(app: App): void {
  const notices = useNotices()
  const report = (thrown: unknown): void => {
    console.error(thrown)
    notices.failed(thrown)
  }
  app.config.errorHandler = report
  window.addEventListener('unhandledrejection', ({ reason }) => report(reason))
}
