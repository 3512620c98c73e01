import {
  socketOptionTable,
  usedOption,
  type SocketOptionUse,
} from '../../src/shared/endpoints/socket-option-table'
import { socketFeatureNeeds } from '../../src/shared/endpoints/socket-feature'
import { code, markdownTable } from './markdown-table'

function words(use: SocketOptionUse): string {
  switch (use.is) {
    case 'none':
      return '–'
    case 'absent':
      return `absent: ${use.why.en}`
    case 'option': {
      const { applies, needs } = usedOption(use)
      const when = applies === 'live' ? 'at once' : 'next start'
      const where = use.kinds.length === 1 && use.kinds[0] === 'tcp-server' ? ', servers' : ''
      return `${code(use.name)}, ${when}${where}${needs ? `. ${socketFeatureNeeds[needs].en}` : ''}`
    }
  }
}

/** `docs/socket-options.md`: which option of the system can be set for which protocol, on which runtime and system. */
export function socketOptionsPage(): string {
  const rows = socketOptionTable.map(({ system, label, tcp, udp }) => [
    label.en,
    code(system),
    words(tcp),
    words(udp),
  ])
  return `# Options of sockets

<!-- Made from src/shared/endpoints/socket-option-table.ts by \`npm run docs\`; edit the source, not this page. -->

What can be set for TCP and UDP sockets, under which name in a workspace ([options.md](options.md) has flags and ranges), and whether
a change takes effect at once or at the next start. Everything works with Node 20 and later and in the desktop app, on Linux, macOS
and Windows, unless the table says what it needs. The engine tries what it needs when it first matters; where that is
absent the form disables the option with the reason, and a workspace or flag that sets it is refused with
\`E_OPTION_UNAVAILABLE\`. The page _Network_ of the window shows this table for the runtime and system it runs on.

${markdownTable(['Option', 'System', 'TCP', 'UDP'], rows)}
`
}
