import type { CallHandlers } from '../../../shared/contract/call'
import type { QueryCalls, QuerySession } from '../query/query-session'
import type { SessionFiles } from './session-files'

/** Views, records and exports: those of the query session, with every path checked before. */
export function queryCalls(queries: QuerySession, files: SessionFiles): CallHandlers<QueryCalls> {
  const { handlers } = queries
  return {
    ...handlers,
    async 'view.open'(args) {
      return handlers['view.open']({ ...args, capture: await files.capturePath(args.capture) })
    },
    async 'record.read'(args) {
      return handlers['record.read']({ ...args, capture: await files.capturePath(args.capture) })
    },
    async 'export.text'(args) {
      return handlers['export.text']({ ...args, capture: await files.capturePath(args.capture) })
    },
    async 'export.start'({ capture, destination, ...rest }) {
      return handlers['export.start']({
        ...rest,
        capture: await files.capturePath(capture),
        destination:
          destination.to === 'file'
            ? { to: 'file', path: await files.exportPath(destination.path) }
            : destination,
      })
    },
  }
}
