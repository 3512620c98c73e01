/** What a tab shows: the log of its capture, figures of it, or the rules of its endpoint. */
export type TabView = 'log' | 'statistics' | 'rules'
