/** What a tab shows: the log of its capture, figures of it, the life of its sockets, and of an endpoint its rules or script. */
export type TabView = 'log' | 'statistics' | 'timeline' | 'rules' | 'script'
