/** What a tab shows: the log of its capture, figures of it, the life of its sockets, or the rules of its endpoint. */
export type TabView = 'log' | 'statistics' | 'timeline' | 'rules'
