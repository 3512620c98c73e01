import { createI18n } from 'vue-i18n'
import { languages, type Language } from '../../shared/language/local-text'
import { captureMessages } from '../capture/messages'
import { composerMessages } from '../composer/messages'
import { controlMessages } from '../controls/messages'
import { dropMessages } from '../drop/messages'
import { endpointMessages } from '../endpoint/messages'
import { endpointFormMessages } from '../endpoint-form/messages'
import { exportMessages } from '../export/messages'
import { faultMessages } from '../faults/messages'
import { followMessages } from '../follow/messages'
import { inspectorMessages } from '../inspector/messages'
import { libraryMessages } from '../library/messages'
import { loadMessages } from '../load/messages'
import { logMessages } from '../log/messages'
import { networkMessages } from '../network/messages'
import { notesMessages } from '../notes/messages'
import { noticeMessages } from '../notices/messages'
import { payloadMessages } from '../payloads/messages'
import { peerMessages } from '../peers/messages'
import { relayMessages } from '../relay/messages'
import { ruleMessages } from '../rules/messages'
import { sequenceMessages } from '../sequences/messages'
import { runMessages } from '../runs/messages'
import { scriptMessages } from '../scripts/messages'
import { shellMessages } from '../shell/messages'
import { startMessages } from '../start/messages'
import { statisticsMessages } from '../statistics/messages'
import { tabViewMessages } from '../tab-views/messages'
import { timelineMessages } from '../timeline/messages'
import { tlsMessages } from '../tls/messages'
import { workspaceMessages } from '../workspace/messages'
import type { Texts, TextKey } from './define-messages'

/** The texts of every area of the window. An area that has texts stands here. */
const areas = {
  capture: captureMessages,
  composer: composerMessages,
  controls: controlMessages,
  drop: dropMessages,
  endpoint: endpointMessages,
  export: exportMessages,
  faults: faultMessages,
  follow: followMessages,
  form: endpointFormMessages,
  inspector: inspectorMessages,
  library: libraryMessages,
  load: loadMessages,
  log: logMessages,
  network: networkMessages,
  notes: notesMessages,
  notices: noticeMessages,
  payloads: payloadMessages,
  peers: peerMessages,
  relay: relayMessages,
  rules: ruleMessages,
  sequences: sequenceMessages,
  runs: runMessages,
  scripts: scriptMessages,
  shell: shellMessages,
  start: startMessages,
  statistics: statisticsMessages,
  tabViews: tabViewMessages,
  timeline: timelineMessages,
  tls: tlsMessages,
  workspace: workspaceMessages,
}
type Areas = typeof areas
type AllTexts = { readonly [A in keyof Areas]: Areas[A]['en'] }

/** `area.text` or `area.group.text`. */
export type MessageKey = TextKey<AllTexts>

function textsOf(language: Language): Record<string, Texts> {
  return Object.fromEntries(Object.entries(areas).map(([area, messages]) => [area, messages[language]]))
}

/** The words of the window. Messages are compiled to syntax trees, never to code: the CSP permits no eval. */
export const i18n = createI18n({
  legacy: false,
  locale: 'en',
  fallbackLocale: false,
  missingWarn: false,
  fallbackWarn: false,
  // Texts are only ever shown as text.
  warnHtmlMessage: false,
  messages: Object.fromEntries(languages.map((language) => [language, textsOf(language)])),
})
