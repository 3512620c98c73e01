/** What a tab shows: the log of its capture, figures of it, the life of its sockets, or what its endpoint does by itself. */
export type TabView =
  'log' | 'statistics' | 'timeline' | 'rules' | 'sequences' | 'script' | 'rewriting' | 'faults'
