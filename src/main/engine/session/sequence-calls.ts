import { SockwrightError } from '../../../shared/contract/errors'
import type { Sequence, SequenceId } from '../../../shared/sequences/sequence'
import { formatSequences } from '../../../shared/sequences/sequence-file'
import type { Engine } from '../engine'
import { systemReason } from '../files/private-folder'
import { writeFileAtomically } from '../files/write-file-atomically'
import { startSequence } from '../sequences/start-sequence'
import { putSequence, removeSequence } from '../workspace/sequence-changes'
import type { CallGroup } from './call-group'
import type { SessionFiles } from './session-files'

export function sequenceCalls(engine: Engine, files: SessionFiles): CallGroup<'sequence'> {
  const { workspace } = engine
  function find(wanted: SequenceId): Sequence {
    const found = workspace.state.sequences.find(({ id }) => id === wanted)
    if (!found) throw new SockwrightError('E_SEQUENCE_UNKNOWN', { name: wanted })
    return found
  }

  return {
    async 'sequence.put'({ sequence, before }) {
      await workspace.changeSequences((list) => putSequence(list, sequence, before))
      return null
    },
    async 'sequence.remove'({ sequence }) {
      await workspace.changeSequences((list) => removeSequence(list, sequence))
      return null
    },
    async 'sequence.start'({ endpoint: id, sequence: wanted, target }) {
      const endpoint = engine.endpoints.get(id)
      const sequence = find(wanted)
      const peers = await endpoint.recipients(target)
      return peers.map((peer) => startSequence(engine, endpoint, sequence, peer).status())
    },
    async 'sequence.export'({ path, sequence }) {
      const file = await files.exportPath(path)
      const chosen = sequence === undefined ? workspace.state.sequences : [find(sequence)]
      try {
        await writeFileAtomically(file, formatSequences(chosen))
      } catch (cause) {
        throw new SockwrightError('E_EXPORT_WRITE', { path: file, reason: systemReason(cause) }, { cause })
      }
      return null
    },
  }
}
