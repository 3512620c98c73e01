import { assertNever } from '../assert-never'
import type { Language } from '../language/local-text'
import { loadReportPage } from './load-report-page'
import type { LoadStatus } from './load-status'

/** How the report of a load may be written. */
export const loadReportFormats = ['json', 'html'] as const
export type LoadReportFormat = (typeof loadReportFormats)[number]

/** The report of a load: JSON with everything that is known of it, or one page of HTML that needs nothing else. */
export function formatLoadReport(
  status: LoadStatus,
  format: LoadReportFormat,
  language: Language = 'en',
): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify({ format: 'sockwright-load', version: 1, ...status }, null, 2)}\n`
    case 'html':
      return loadReportPage(status, language)
    default:
      return assertNever(format)
  }
}
