import { join } from 'node:path'
import { SockwrightError } from '../../shared/contract/errors'
import { CertificateMaker } from './certificates/certificate-maker'
import { engineFolders, type EngineFolders, type EngineOptions } from './engine-options'
import { makePrivateFolder } from './files/private-folder'
import { RemovalLog } from './library/removal-log'
import { settingsInMemory, type SettingsKeeper } from './settings/settings-keeper'
import { SecretStore } from './settings/secret-store'
import { PayloadHistory } from './workspace/payload-history'
import { RecentWorkspaces } from './workspace/recent-workspaces'
import { WorkspaceTrust } from './workspace/workspace-trust'

/** Told what goes wrong where no call can answer it. */
export type ReportProblem = (problem: Error) => void

/** What an engine remembers beyond one workspace. */
export interface EngineMemory {
  readonly folders: EngineFolders
  readonly settings: SettingsKeeper
  readonly history: PayloadHistory
  readonly keepHistory: boolean
  readonly recent: RecentWorkspaces
  readonly removals: RemovalLog
  readonly trust: WorkspaceTrust
  readonly secrets: SecretStore
  readonly certificates: CertificateMaker
}

/**
 * Reads what the data folder keeps; nothing is read or kept for a workspace in memory. Rejects with a coded failure where
 * the folder cannot be used.
 */
export async function recallMemory(
  options: EngineOptions,
  reportProblem: ReportProblem,
): Promise<EngineMemory> {
  const folders = engineFolders(options)
  const keepHistory = options.keepHistory ?? true
  const onDisk = !('memory' in options.workspace)
  const file = (name: string) => (onDisk ? join(folders.data, name) : null)
  if (onDisk) await makePrivateFolder(folders.data)
  const report = (failure: Parameters<typeof SockwrightError.from>[0]) =>
    reportProblem(SockwrightError.from(failure))
  const history = new PayloadHistory(file('history.json'), report)
  const recent = new RecentWorkspaces(file('recent.json'), report)
  const removals = new RemovalLog(file('removals.jsonl'))
  const trust = new WorkspaceTrust(file('trust.json'), report)
  const secrets = new SecretStore(file('secrets.json'), report)
  await Promise.all([history.load(), recent.load(), trust.load(), secrets.load()])
  const certificates = new CertificateMaker(folders.certificates)
  const kept = { folders, history, keepHistory, recent, removals, trust, secrets, certificates }
  if (!onDisk) return { ...kept, settings: settingsInMemory() }
  // Loaded only where it is used: a command of the command line starts faster without.
  const { openSettings } = await import('./settings/settings-store')
  return { ...kept, settings: await openSettings(folders.data, report) }
}
