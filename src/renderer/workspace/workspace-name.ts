import { t } from '../language/use-language'
import { workspaceFileEnding } from './workspace-actions'

const forbidden = new Set('/\\:*?"<>|')

/** What is wrong with `name` as the name of a workspace file; null where nothing is. */
export function nameProblem(name: string): string | null {
  if (name.trim() === '') return t('workspace.nameEmpty')
  const wrong = [...name].some((character) => forbidden.has(character) || character < ' ')
  return wrong ? t('workspace.nameCharacters') : null
}

/** The file of workspace `name` in the folder that the host uses; relative paths start there. */
export function fileOf(name: string): string {
  const plain = name.trim()
  return plain.endsWith('.json') ? plain : `${plain}${workspaceFileEnding}`
}
